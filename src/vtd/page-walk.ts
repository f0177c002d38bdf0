import { and, highHalf, lowHalf, or, shiftLeft, toIndex, toU32 } from '../base/bits.ts';
import type { MemoryPort } from '../bus/ports.ts';
import { levelIndex } from '../spec/address.ts';
import { FAULT } from '../spec/fault-reasons.ts';
import { entryAddress, entryFrame, secondLevelReserved, SLPTE_PS } from '../spec/remapping-structures.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { MAY_READ, MAY_WRITE } from './iotlb.ts';

const WALK_STEP = EVENT['walk-step'];
const CONTEXT_INVALID = FAULT['context-invalid'];
const ENTRY_INACCESSIBLE = FAULT['paging-entry-inaccessible'];
const WRITE_DENIED = FAULT['write-denied'];
const READ_DENIED = FAULT['read-denied'];
const ENTRY_RESERVED = FAULT['paging-entry-reserved'];

/** The second-level walk (section 3.7). The fields hold what the latest successful walk found. */
export class PageWalk {
  /** HPA of the page. */
  frame = 0.5;
  /** Level of the leaf: 1 = 4 KiB, 2 = 2 MiB, 3 = 1 GiB. */
  level = 0;
  /** MAY_READ, MAY_WRITE: the AND over all levels. */
  permissions = 0;
  /** Entries read by the latest walk, also a failed one. */
  reads = 0;
  private readonly memory: MemoryPort;
  private readonly tracer: Tracer;
  /** Reserved bits of the low half by 2 · level, plus 1 for a leaf. Those of the high half are the same everywhere. */
  private readonly reservedLow = new Uint32Array(10);
  private readonly reservedHigh: number;

  /** @param addressWidth of the unit: address bits at or above it are reserved. */
  constructor(memory: MemoryPort, addressWidth: number, tracer: Tracer) {
    this.memory = memory;
    this.tracer = tracer;
    for (let row = 2; row < 10; row++) {
      this.reservedLow[row] = secondLevelReserved(addressWidth, Math.floor(row / 2), row % 2 === 1)[0];
    }
    this.reservedHigh = secondLevelReserved(addressWidth, 1, true)[1];
  }

  /**
   * Walks the table in page frame `table` (of `levels` levels); `need` is MAY_READ or MAY_WRITE. At each level the
   * permission is checked first, reserved bits second.
   * @returns 0, or the fault reason.
   */
  walk(table: number, levels: number, iova: number, need: number, domainId: number, source: number): number {
    const memory = this.memory;
    const low = lowHalf(iova);
    const high = highHalf(iova);
    const topLevel = toIndex(levels);
    let frame = toU32(table);
    let permissions = or(MAY_READ, MAY_WRITE);
    for (let level = topLevel; ; level--) {
      const words = memory.frameWords(frame);
      if (words < 0) return this.inaccessible(level, topLevel);
      const index = levelIndex(low, high, level);
      const at = or(words, shiftLeft(index, 1));
      const entryLow = memory.words[at]!;
      const entryHigh = memory.words[or(at, 1)]!;
      this.tracer.emit(WALK_STEP, iova, frame * 4096 + index * 8, domainId, source);
      permissions = and(permissions, entryLow);
      const isLeaf = level === 1 || and(entryLow, SLPTE_PS) !== 0;
      const row = toIndex(2 * level + (isLeaf ? 1 : 0));
      const reserved = or(and(entryLow, this.reservedLow[row]!), and(entryHigh, this.reservedHigh));
      if (and(entryLow, need) === 0 || reserved !== 0 || isLeaf) {
        this.reads = topLevel - level + 1;
        if (and(entryLow, need) === 0) return need === MAY_WRITE ? WRITE_DENIED : READ_DENIED;
        if (reserved !== 0) return ENTRY_RESERVED;
        this.frame = entryAddress(entryLow, entryHigh);
        this.level = level;
        this.permissions = permissions;
        return 0;
      }
      frame = entryFrame(entryLow, entryHigh);
    }
  }

  private inaccessible(level: number, topLevel: number): number {
    this.reads = topLevel - level;
    return level === topLevel ? CONTEXT_INVALID : ENTRY_INACCESSIBLE;
  }
}
