import { Random } from '../../src/base/random.ts';
import { iova, type SourceId } from '../../src/bus/addresses.ts';
import { Scheduler } from '../../src/clock/scheduler.ts';
import { nanoseconds, time } from '../../src/clock/time.ts';
import type { CacheConfig } from '../../src/config/unit-config.ts';
import { levelSize } from '../../src/spec/address.ts';
import { OFFSET, REGISTERS } from '../../src/spec/registers.ts';
import { DOMAIN, NIC, QUEUE, UnitRig } from './unit-rig.ts';

const OFFSETS = REGISTERS.flatMap(({ offset, width }) =>
  Array.from({ length: width / 32 }, (_, word) => offset + 4 * word),
);
/** Where tables, queue and pages of the fuzzed machine lie. */
const TABLES = 0x10_0000;
const CACHES: readonly CacheConfig[] = [
  { iotlbEntries: 0, iotlbWays: 1, replacement: 'lru', contextEntries: 0 },
  { iotlbEntries: 1, iotlbWays: 1, replacement: 'fifo', contextEntries: 1 },
  { iotlbEntries: 12, iotlbWays: 3, replacement: 'random', contextEntries: 2 },
  { iotlbEntries: 64, iotlbWays: 4, replacement: 'lru', contextEntries: 16 },
];

/**
 * One random program: register writes of 4 and 8 bytes at any offset, damage to tables and to the invalidation queue, DMA of
 * several devices at odd addresses, and (with timing) time passing. After each step the unit must be in order.
 * @returns the fingerprint of all that happened.
 */
export function runFuzzProgram(seed: number): string {
  const random = new Random(seed);
  const scheduler = new Scheduler();
  const isTimed = random.chance(300_000);
  const rig = new UnitRig({
    caches: CACHES[random.below(CACHES.length)]!,
    addressWidth: random.chance(700_000) ? 48 : 39,
    memorySize: 0x40_0000,
    scheduler,
    ...(isTimed ? { timing: { scheduler, registerInvalidation: nanoseconds(500), descriptor: nanoseconds(100) } } : {}),
  });
  const fuzz = new Fuzz(rig, random);
  fuzz.prepare();
  for (let step = 0; step < 40; step++) {
    fuzz.step();
    if (random.chance(100_000)) rig.unit.holdUntil(time(scheduler.now + random.below(2_000_000)));
    if (isTimed) scheduler.runUntil(time(scheduler.now + random.below(400_000)));
    checkOrder(rig);
  }
  return rig.tracer.hash.digest();
}

class Fuzz {
  private readonly rig: UnitRig;
  private readonly random: Random;
  private table = 0;

  constructor(rig: UnitRig, random: Random) {
    this.rig = rig;
    this.random = random;
  }

  /** Mostly a working machine, so that damage has something to damage. */
  prepare(): void {
    const { rig, random } = this;
    const levels = random.chance(500_000) ? 3 : 4;
    this.table = rig.attach(NIC, { levels });
    rig.attach((NIC + 1 + random.below(3)) as SourceId, {
      levels,
      table: this.table,
      domain: DOMAIN + random.below(2),
    });
    for (let i = random.below(12); i > 0; i--) {
      const level = random.chance(250_000) ? 2 : 1;
      rig.map(this.table, this.address(level), 0x20_0000 * random.below(2), { level, levels, flags: random.below(4) });
    }
    rig.unit.write32(OFFSET.FECTL, random.below(2) * 0x8000_0000);
    rig.unit.write32(OFFSET.IECTL, random.below(2) * 0x8000_0000);
    if (random.chance(900_000)) rig.enable();
    if (random.chance(600_000)) rig.enableQueue();
  }

  step(): void {
    const { rig, random } = this;
    const kind = random.below(10);
    if (kind < 4) this.dma();
    else if (kind < 6) this.registerWrite();
    else if (kind === 6) this.command();
    else if (kind === 7) this.queue();
    else if (kind === 8) rig.memory.write32(TABLES + random.below(0x4_0000) * 4, this.word());
    else this.damage();
  }

  private dma(): void {
    const { rig, random } = this;
    const source = (random.chance(800_000) ? NIC + random.below(4) : random.below(0x1_0000)) as SourceId;
    const wild = random.chance(50_000) ? 2 ** (40 + random.below(12)) + random.nextU32() : random.nextU32();
    const at = random.chance(700_000) ? this.address(1) + random.below(4096) : wild;
    const result = rig.unit.translate(source, iova(at), random.chance(400_000));
    const isFault = result < 0 && result >= -0xd;
    if (!Number.isInteger(result) || (!isFault && (result < 0 || result >= 2 ** 53 || result % 4096 !== at % 4096))) {
      throw new Error(`translate(${source}, ${at}) gave ${result}`);
    }
  }

  private registerWrite(): void {
    const { rig, random } = this;
    const known = OFFSETS[random.below(OFFSETS.length)]!;
    const offset = random.chance(850_000) ? known : random.below(0x1400) - 0x200;
    if (random.chance(500_000)) rig.unit.write32(offset, this.word());
    else rig.unit.write64(offset, this.word(), this.word());
  }

  private command(): void {
    const { rig, random } = this;
    const kind = random.below(5);
    if (kind === 0) rig.unit.write32(OFFSET.GCMD, (random.below(512) * 0x80_0000) >>> 0);
    else if (kind === 1) rig.invalidateContext(random.below(4), DOMAIN + random.below(2), NIC, random.below(4));
    else if (kind === 2) rig.invalidateIotlb(random.below(4), DOMAIN, this.address(1), random.below(64));
    else if (kind === 3) rig.enable();
    else rig.unit.write32(OFFSET.FSTS, random.below(256));
  }

  private queue(): void {
    const { rig, random } = this;
    const count = 1 + random.below(4);
    const descriptors = Array.from({ length: count }, () => {
      if (random.chance(300_000)) return rig.waitDescriptor(random.nextU32());
      return Uint32Array.of(1 + random.below(4) * 16 + random.below(3), random.below(2) * this.word(), this.word(), 0);
    });
    if (random.chance(800_000)) rig.submit(...descriptors);
    else rig.unit.write64(OFFSET.IQT, this.word(), this.word());
    if (random.chance(100_000)) rig.memory.write32(QUEUE + random.below(1024) * 4, this.word());
  }

  /** Flips a bit of a table that is likely in use. */
  private damage(): void {
    const { rig, random } = this;
    const at = TABLES + random.below(0x11_0000 / 4) * 4;
    const entry = random.chance(700_000) ? this.table + random.below(64) * 4 : at;
    rig.memory.write32(entry, (rig.memory.read32(entry) ^ (2 ** random.below(32))) >>> 0);
  }

  private address(level: number): number {
    const { random } = this;
    return random.below(4) * 0x20_0000 + (level === 1 ? random.below(4) * 4096 : 0);
  }

  private word(): number {
    const { random } = this;
    const kind = random.below(5);
    if (kind === 0) return 0;
    if (kind === 1) return 0xffff_ffff;
    if (kind === 2) return (2 ** random.below(32)) >>> 0;
    return kind === 3 ? TABLES + random.below(512) * 4096 + random.below(16) : random.nextU32();
  }
}

/** Throws when the unit's state contradicts itself. */
function checkOrder({ unit, memory }: UnitRig): void {
  const { registers, iotlb, contexts } = unit;
  const status = unit.read32(OFFSET.FSTS);
  const hasRecord = unit.read32(OFFSET.FRCD + 12) >= 0x8000_0000;
  demand((status & ~0x13) === 0 && ((status & 2) !== 0) === hasRecord, `FSTS ${status}, F ${hasRecord}`);
  demand(unit.read32(OFFSET.VER) === 0x10 && unit.read32(OFFSET.ECAP) === 0xf42, 'read-only registers changed');
  demand((unit.read32(OFFSET.GSTS) & ~0xc400_0000) === 0, 'GSTS shows what the unit lacks');
  demand((unit.read32(OFFSET.IQH) & ~0x7_fff0) === 0, 'IQH out of its range');
  demand(unit.read32(OFFSET.GCMD) === 0, 'GCMD reads zero');
  for (const word of registers.words) demand(Number.isInteger(word), 'a register holds a word');
  const live = [0, 0, 0, 0];
  for (let slot = 0; slot < iotlb.tag.length; slot++) {
    const level = iotlb.levelAt(slot);
    if (level === 0) continue;
    live[level]! += 1;
    const page = iotlb.iovaAt(slot) / levelSize(level);
    demand(
      Number.isInteger(page) && page % iotlb.sets === Math.floor(slot / iotlb.ways),
      'an IOTLB entry in a wrong set',
    );
    demand(iotlb.permissions[slot]! >= 1 && iotlb.permissions[slot]! <= 3, 'an IOTLB entry without permission');
    demand(iotlb.frame[slot]! % levelSize(level) === 0, 'a page that is not aligned');
  }
  demand(
    live.every((count, level) => count === iotlb.live[level]),
    'the IOTLB miscounts itself',
  );
  for (let slot = 0; slot < contexts.source.length; slot++) {
    if (contexts.source[slot]! >= 0) demand([0, 3, 4].includes(contexts.levels[slot]!), 'a context of a wrong depth');
  }
  demand(memory.framesInUse <= 1024, 'memory grew beyond its size');
}

function demand(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
