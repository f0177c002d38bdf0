import { and, andNot, or } from '../base/bits.ts';
import type { MmioPort } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { between } from '../clock/time.ts';
import { ACT } from '../config/acts.ts';
import { OFFSET } from '../spec/registers.ts';
import { IommuDriverError } from './driver-options.ts';

/** Looks at a register or status word after which the unit is given up. (Linux waits 10 s and panics.) */
export const MOST_POLLS = 1_000_000;

/** Register accesses of the driver, each paid for before it happens. */
export class UnitRegisters {
  private readonly mmio: MmioPort;
  private readonly core: CpuCore;
  /** The enable bits of GCMD that are on: software must repeat them in each command (section 10.4.4). */
  private enabled = 0;

  constructor(mmio: MmioPort, core: CpuCore) {
    this.mmio = mmio;
    this.core = core;
  }

  read32(offset: number): number {
    this.core.charge(ACT['register-read']);
    return this.mmio.read32(offset);
  }

  write32(offset: number, value: number): void {
    this.core.charge(ACT['register-write']);
    this.mmio.write32(offset, value);
  }

  write64(offset: number, low: number, high: number): void {
    this.core.charge(ACT['register-write']);
    this.mmio.write64(offset, low, high);
  }

  /**
   * Reads a register until a bit is set, or clear.
   * @returns the value that ended the wait. @throws IommuDriverError when it never comes.
   */
  waitFor(offset: number, mask: number, set: boolean, what: string): number {
    const started = this.core.now;
    for (let polls = 0; polls < MOST_POLLS; polls++) {
      const value = this.read32(offset);
      if ((and(value, mask) !== 0) === set) return value;
    }
    const wait = { at: 'register', looks: MOST_POLLS, span: between(started, this.core.now) } as const;
    throw new IommuDriverError(`the unit did not finish: ${what}`, wait);
  }

  /** Gives a one-shot command and waits for its status bit. */
  command(commandBit: number, statusBit: number, what: string): void {
    this.write32(OFFSET.GCMD, or(this.enabled, commandBit));
    this.waitFor(OFFSET.GSTS, statusBit, true, what);
  }

  /** Turns an enable bit on or off and waits for its status bit to follow. */
  enable(commandBit: number, statusBit: number, on: boolean, what: string): void {
    this.enabled = on ? or(this.enabled, commandBit) : andNot(this.enabled, commandBit);
    this.write32(OFFSET.GCMD, this.enabled);
    this.waitFor(OFFSET.GSTS, statusBit, on, what);
  }
}
