import { and, andNot, joinHalves, or } from '../base/bits.ts';
import { busOf, devfnOf, type SourceId } from '../bus/addresses.ts';
import type { MemoryPort } from '../bus/ports.ts';
import { supportsAddressWidth } from '../spec/capability.ts';
import { FAULT } from '../spec/fault-reasons.ts';
import { definedMask } from '../spec/field.ts';
import {
  addressBitsBeyond,
  bitsOfLevels,
  CONTEXT_ENTRY,
  CONTEXT_ENTRY_SIZE,
  CONTEXT_FPD,
  CONTEXT_P,
  contextAddressWidth,
  contextDomainId,
  contextTranslationType,
  entryAddress,
  entryFrame,
  levelsOfAddressWidth,
  ROOT_ENTRY,
  ROOT_ENTRY_SIZE,
  ROOT_P,
  TRANSLATION_PASS_THROUGH,
  TRANSLATION_SECOND_LEVEL,
} from '../spec/remapping-structures.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { ContextCache } from './context-cache.ts';

/** From a source-id through root and context table to its second-level table (section 3.4). */
export class ContextLookup {
  /** Memory reads of the latest lookup. */
  reads = 0;
  /** Whether the context entry that the latest failed lookup read silences faults (FPD). */
  isSilenced = false;
  /** [0] root table in use: low and [1] high half of what SRTP took from RTADDR. State. */
  readonly rootTable = new Uint32Array(2);
  private readonly memory: MemoryPort;
  private readonly cache: ContextCache;
  private readonly tracer: Tracer;
  private readonly sagaw: number;
  private readonly rootReserved: Uint32Array;
  private readonly contextReserved: Uint32Array;

  constructor(memory: MemoryPort, cache: ContextCache, addressWidth: number, sagaw: number, tracer: Tracer) {
    this.memory = memory;
    this.cache = cache;
    this.sagaw = sagaw;
    this.tracer = tracer;
    const beyond = addressBitsBeyond(addressWidth, 63);
    this.rootReserved = reservedWords(ROOT_ENTRY.fields, beyond);
    this.contextReserved = reservedWords(CONTEXT_ENTRY.fields, beyond);
  }

  /** Reads the tables for a source-id and puts the result into the context cache. @returns its slot, or minus the fault reason. */
  read(source: SourceId, iova: number): number {
    const memory = this.memory;
    this.reads = 0;
    this.isSilenced = false;
    const root = this.rootEntryAddress(source);
    if (!memory.contains(root, ROOT_ENTRY_SIZE)) return -FAULT['root-inaccessible'];
    this.step(iova, root, source);
    const rootLow = memory.read32(root);
    if (and(rootLow, ROOT_P) === 0) return -FAULT['root-not-present'];
    if (this.anyReserved(root, this.rootReserved)) return -FAULT['root-reserved'];

    const at = entryAddress(rootLow, memory.read32(root + 4)) + devfnOf(source) * CONTEXT_ENTRY_SIZE;
    if (!memory.contains(at, CONTEXT_ENTRY_SIZE)) return -FAULT['context-inaccessible'];
    this.step(iova, at, source);
    const word0 = memory.read32(at);
    const word2 = memory.read32(at + 8);
    // FPD counts whether the entry is present or not (section 9.3).
    this.isSilenced = and(word0, CONTEXT_FPD) !== 0;
    if (and(word0, CONTEXT_P) === 0) return -FAULT['context-not-present'];
    if (this.anyReserved(at, this.contextReserved)) return -FAULT['context-reserved'];
    const addressWidth = contextAddressWidth(word2);
    if (!supportsAddressWidth(this.sagaw, addressWidth)) return -FAULT['context-invalid'];
    const type = contextTranslationType(word0);
    const isPassThrough = type === TRANSLATION_PASS_THROUGH;
    if (type !== TRANSLATION_SECOND_LEVEL && !isPassThrough) return -FAULT['context-invalid'];
    const levels = isPassThrough ? 0 : levelsOfAddressWidth(addressWidth);
    const limit = isPassThrough ? 0 : 2 ** bitsOfLevels(levels);
    const table = entryFrame(word0, memory.read32(at + 4));
    return this.cache.fill(source, contextDomainId(word2), levels, table, limit, this.isSilenced);
  }

  /** The domain-id that the tables give a source-id, or -1 when they give none. Changes nothing and emits nothing. */
  peekDomain(source: SourceId): number {
    const { memory } = this;
    const root = this.rootEntryAddress(source);
    const rootLow = memory.read32(root);
    if (and(rootLow, ROOT_P) === 0) return -1;
    const at = entryAddress(rootLow, memory.read32(root + 4)) + devfnOf(source) * CONTEXT_ENTRY_SIZE;
    return and(memory.read32(at), CONTEXT_P) === 0 ? -1 : contextDomainId(memory.read32(at + 8));
  }

  private rootEntryAddress(source: SourceId): number {
    return joinHalves(this.rootTable[1]!, andNot(this.rootTable[0]!, 0xfff)) + busOf(source) * ROOT_ENTRY_SIZE;
  }

  private step(iova: number, at: number, source: SourceId): void {
    this.reads += 1;
    this.tracer.emit(EVENT['walk-step'], iova, at, 0, source);
  }

  private anyReserved(at: number, reserved: Uint32Array): boolean {
    let found = 0;
    for (let word = 0; word < 4; word++) found = or(found, and(this.memory.read32(at + 4 * word), reserved[word]!));
    return found !== 0;
  }
}

/** Reserved bits of a 128-bit entry: those of no field, and address bits the unit does not have. */
function reservedWords(fields: Parameters<typeof definedMask>[0], beyond: number): Uint32Array {
  const words = Uint32Array.from([0, 1, 2, 3], (word) => andNot(0xffff_ffff, definedMask(fields, word)));
  words[1] = or(words[1]!, beyond);
  return words;
}
