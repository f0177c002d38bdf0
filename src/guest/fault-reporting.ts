import { and, andNot, extract, joinHalves, or } from '../base/bits.ts';
import type { Iova, SourceId } from '../bus/addresses.ts';
import { EVENT_IM, FRCD_F_TOP, FRCD_T_TOP, FSTS_PFO, FSTS_PPF } from '../spec/register-bits.ts';
import { OFFSET } from '../spec/registers.ts';
import type { UnitRegisters } from './unit-registers.ts';

/** A blocked request as the driver reads it from the fault record. */
export interface ReportedFault {
  readonly sourceId: SourceId;
  /** Address of the page. */
  readonly iova: Iova;
  readonly isRead: boolean;
  /** VT-d fault reason. */
  readonly reason: number;
}

/** Faults the driver keeps for its log, latest last. */
const KEPT = 16;

/**
 * The driver's half of fault recording (Linux `drivers/iommu/intel/dmar.c`, dmar_set_interrupt and dmar_fault): unmasks
 * the fault event, and at each takes the record and frees it.
 */
export class FaultReporting {
  /** Faults read from the record, and times the unit had to drop some (PFO). */
  count = 0;
  overflows = 0;
  readonly latest: ReportedFault[] = [];
  private readonly registers: UnitRegisters;

  constructor(registers: UnitRegisters) {
    this.registers = registers;
  }

  /** Has fault events sent as the message `data` at `address`. */
  enable(address: number, data: number): void {
    const { registers } = this;
    registers.write32(OFFSET.FEDATA, data);
    registers.write32(OFFSET.FEADDR, andNot(address, 3));
    registers.write32(OFFSET.FEUADDR, 0);
    registers.write32(OFFSET.FECTL, andNot(registers.read32(OFFSET.FECTL), EVENT_IM));
  }

  /** Handles a fault event: reads and frees the record. */
  handle(): void {
    const { registers } = this;
    const status = registers.read32(OFFSET.FSTS);
    if (and(status, FSTS_PPF) !== 0) this.takeRecord();
    if (and(status, FSTS_PFO) !== 0) {
      this.overflows += 1;
      registers.write32(OFFSET.FSTS, FSTS_PFO);
    }
  }

  private takeRecord(): void {
    const { registers } = this;
    const low = registers.read32(OFFSET.FRCD);
    const high = registers.read32(OFFSET.FRCD + 4);
    const source = registers.read32(OFFSET.FRCD + 8);
    const top = registers.read32(OFFSET.FRCD + 12);
    registers.write32(OFFSET.FRCD + 12, or(top, FRCD_F_TOP));
    this.count += 1;
    this.latest.push({
      sourceId: extract(source, 15, 0) as SourceId,
      iova: joinHalves(high, low) as Iova,
      isRead: and(top, FRCD_T_TOP) !== 0,
      reason: extract(top, 7, 0),
    });
    if (this.latest.length > KEPT) this.latest.shift();
  }
}
