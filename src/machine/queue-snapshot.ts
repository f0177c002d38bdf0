import { andNot, extract, joinHalves } from '../base/bits.ts';
import type { MemoryPort } from '../bus/ports.ts';
import type { QueueSection } from '../protocol/snapshot.ts';
import { DESCRIPTOR_SIZE, DESCRIPTORS_PER_PAGE } from '../spec/invalidation.ts';
import { GSTS_QIES } from '../spec/register-bits.ts';
import { OFFSET } from '../spec/registers.ts';
import type { RegisterFile } from '../vtd/register-file.ts';

/** Descriptors that the section holds at most: of a larger ring those around the head. */
const MOST_DESCRIPTORS = DESCRIPTORS_PER_PAGE;

/** The invalidation queue as it is in memory. */
export function queueSnapshot(registers: RegisterFile, memory: MemoryPort): QueueSection {
  if (!registers.has(OFFSET.GSTS, GSTS_QIES)) return { size: 0, head: 0, tail: 0, first: 0, words: new Uint32Array(0) };
  const size = DESCRIPTORS_PER_PAGE * 2 ** extract(registers.get(OFFSET.IQA), 2, 0);
  const base = joinHalves(registers.get(OFFSET.IQA + 4), andNot(registers.get(OFFSET.IQA), 0xfff));
  const head = registers.get(OFFSET.IQH) / DESCRIPTOR_SIZE;
  const tail = registers.get(OFFSET.IQT) / DESCRIPTOR_SIZE;
  const count = Math.min(size, MOST_DESCRIPTORS);
  const first = size === count ? 0 : (head + size - count / 2) % size;
  const words = new Uint32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const address = base + ((first + i) % size) * DESCRIPTOR_SIZE;
    if (!memory.contains(address, DESCRIPTOR_SIZE)) continue;
    for (let word = 0; word < 4; word++) words[4 * i + word] = memory.read32(address + 4 * word);
  }
  return { size, head, tail, first, words };
}
