import { and, extract, or } from '../base/bits.ts';
import type { MemoryPort } from '../bus/ports.ts';
import { levelIndex } from '../spec/address.ts';
import { FAULT } from '../spec/fault-reasons.ts';
import { entryAddress, secondLevelReserved, SLPTE_PS } from '../spec/remapping-structures.ts';
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
  /** Reserved bits by 2 · level, plus 1 for a large page. */
  private readonly reservedLow = new Uint32Array(10);
  private readonly reservedHigh = new Uint32Array(10);

  /** @param addressWidth of the unit: address bits at or above it are reserved. */
  constructor(memory: MemoryPort, addressWidth: number, tracer: Tracer) {
    this.memory = memory;
    this.tracer = tracer;
    for (let row = 2; row < 10; row++) {
      const [low, high] = secondLevelReserved(addressWidth, Math.floor(row / 2), row % 2 === 1);
      this.reservedLow[row] = low;
      this.reservedHigh[row] = high;
    }
  }

  /**
   * Walks the table at `table` (of `levels` levels) for the address given as u32 halves; `need` is MAY_READ or MAY_WRITE.
   * At each level the permission is checked first, reserved bits second.
   * @returns 0, or the fault reason.
   */
  walk(
    table: number,
    levels: number,
    low: number,
    high: number,
    need: number,
    domainId: number,
    source: number,
  ): number {
    const memory = this.memory;
    let address = table;
    let permissions = or(MAY_READ, MAY_WRITE);
    this.reads = 0;
    for (let level = levels; ; level--) {
      const at = address + levelIndex(low, high, level) * 8;
      if (!memory.contains(at, 8)) return level === levels ? CONTEXT_INVALID : ENTRY_INACCESSIBLE;
      const entryLow = memory.read32(at);
      const entryHigh = memory.read32(at + 4);
      this.reads += 1;
      this.tracer.emit(WALK_STEP, iovaOf(low, high), at, domainId, source);
      permissions = and(permissions, entryLow);
      if (and(entryLow, need) === 0) return need === MAY_WRITE ? WRITE_DENIED : READ_DENIED;
      const isLarge = level > 1 && and(entryLow, SLPTE_PS) !== 0;
      const row = 2 * level + (isLarge ? 1 : 0);
      if (or(and(entryLow, this.reservedLow[row]!), and(entryHigh, this.reservedHigh[row]!)) !== 0)
        return ENTRY_RESERVED;
      address = entryAddress(entryLow, entryHigh);
      if (level > 1 && !isLarge) continue;
      this.frame = address;
      this.level = level;
      this.permissions = permissions;
      return 0;
    }
  }
}

function iovaOf(low: number, high: number): number {
  return extract(high, 31, 0) * 0x1_0000_0000 + low;
}
