import { and, lowHalf, multiply32, or, shiftLeft, shiftRight, toU32 } from '../base/bits.ts';
import { NO_CACHES, type CacheConfig } from '../config/unit-config.ts';
import { UnitBench } from '../machine/unit-bench.ts';
import { contextCommandHigh } from '../spec/invalidation.ts';
import { GCMD_SRTP, GCMD_TE } from '../spec/register-bits.ts';
import { CONTEXT_P, ROOT_P, SLPTE_RW } from '../spec/remapping-structures.ts';
import { OFFSET } from '../spec/registers.ts';
import { timed } from './bench-clock.ts';

const FRAME = 4096;
const MEMORY = 64 * 2 ** 20;
/** Page frames of the root and context table; the tables of the program in C begin where theirs begin, one further. */
const ROOT = 0x100;
const CONTEXT = 0x101;
const TOP = 0x200;
const REGIONS = 64;
const PAGES = 8192;
const SETS = 64;
const WAYS = 4;
const CACHES: CacheConfig = { iotlbEntries: SETS * WAYS, iotlbWays: WAYS, replacement: 'lru', contextEntries: 16 };
/** Without an IOTLB, but with a context cache: every request walks four levels. */
const NO_IOTLB: CacheConfig = { ...NO_CACHES, contextEntries: 16 };
const TRACE = 65_536;
type Device = Parameters<UnitBench['unit']['translate']>[0];
type Address = Parameters<UnitBench['unit']['translate']>[1];
/** 00:01.0. */
const DEVICE = 8 as Device;
const DOMAIN = 1;
/** The 48-bit address width of a context entry. */
const FOUR_LEVELS = 2;

/**
 * A remapping unit with the tables and the sequence of addresses of `bench-translations.c`: 193 tables, 8,192 pages; hits go
 * to 256 of them, which fill the IOTLB exactly.
 */
export class TranslationRun {
  /** Of the addresses that the latest round found. */
  checksum = 0;
  private readonly bench: UnitBench;
  private readonly trace = new Float64Array(TRACE);

  constructor(kind: 'hit' | 'walk') {
    this.bench = new UnitBench(
      { addressWidth: 48, cachingMode: false, caches: kind === 'hit' ? CACHES : NO_IOTLB },
      MEMORY,
    );
    this.writeTables();
    this.turnOn();
    this.fillTrace(kind === 'hit' ? SETS * WAYS : PAGES);
  }

  /** @returns nanoseconds of processor time per translation. */
  measure(translations: number): number {
    return timed(() => this.run(translations)) / translations;
  }

  private run(translations: number): void {
    const { trace } = this;
    const { unit } = this.bench;
    let checksum = 0;
    for (let i = 0; i < translations; i++) {
      const address = unit.translate(DEVICE, trace[and(i, TRACE - 1)]! as Address, false);
      checksum = toU32(multiply32(checksum, 31) + lowHalf(address));
    }
    this.checksum = checksum;
  }

  private writeTables(): void {
    const { memory } = this.bench;
    memory.write32(ROOT * FRAME, or(CONTEXT * FRAME, ROOT_P));
    const context = CONTEXT * FRAME + DEVICE * 16;
    memory.write32(context, or(TOP * FRAME, CONTEXT_P));
    memory.write32(context + 8, or(shiftLeft(DOMAIN, 8), FOUR_LEVELS));
    for (let region = 0; region < REGIONS; region++) {
      const first = TOP + 1 + region * 3;
      this.setEntry(TOP, region, first);
      this.setEntry(first, region, first + 1);
      this.setEntry(first + 1, region, first + 2);
      for (let i = 0; i < PAGES / REGIONS; i++) this.setEntry(first + 2, i, 0x1_0000 + region * 131 + i * 7);
    }
  }

  private setEntry(table: number, index: number, target: number): void {
    const at = table * FRAME + index * 8;
    this.bench.memory.write32(at, or(shiftLeft(target, 12), SLPTE_RW));
    this.bench.memory.write32(at + 4, shiftRight(target, 20));
  }

  private turnOn(): void {
    const { unit } = this.bench;
    unit.write64(OFFSET.RTADDR, ROOT * FRAME, 0);
    unit.write32(OFFSET.GCMD, GCMD_SRTP);
    unit.write64(OFFSET.CCMD, 0, contextCommandHigh(1));
    unit.write32(OFFSET.GCMD, GCMD_TE);
  }

  private fillTrace(pages: number): void {
    let state = 1;
    const next = (): number => {
      state = toU32(multiply32(state, 1_664_525) + 1_013_904_223);
      return shiftRight(state, 8);
    };
    for (let i = 0; i < TRACE; i++) {
      const page = next() % pages;
      const region = pages === PAGES ? page % REGIONS : Math.floor(page / SETS);
      const index = pages === PAGES ? Math.floor(page / REGIONS) : page % SETS;
      const start = region * (2 ** 39 + 2 ** 30 + 2 ** 21) + index * FRAME;
      this.trace[i] = start + and(next(), FRAME - 1);
    }
  }
}
