import type { MmioPort, Word64 } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { ACT } from '../config/acts.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { Conductor, Emulation } from './emulation.ts';
import { writesOf, type PhysicalUnit } from './physical-unit.ts';
import type { PinnedPages } from './pinned-pages.ts';
import type { ShadowWork } from './shadow-work.ts';

/**
 * Emulation on the guest's own core: every access to a register leaves the guest, is decoded and carried out, and the
 * guest goes on once all is done.
 */
export class SamecorePort implements MmioPort, Conductor {
  readonly isWorking = false;
  /** Times the guest was left. */
  vmExits = 0;
  readonly core: CpuCore;
  private readonly emulation: Emulation;
  private readonly physical: PhysicalUnit;
  private readonly pins: PinnedPages;
  private readonly tracer: Tracer;

  /** @param core the guest's. */
  constructor(core: CpuCore, emulation: Emulation, physical: PhysicalUnit, pins: PinnedPages, tracer: Tracer) {
    this.core = core;
    this.emulation = emulation;
    this.physical = physical;
    this.pins = pins;
    this.tracer = tracer;
  }

  read32(offset: number): number {
    this.exit(offset);
    const value = this.emulation.read32(offset);
    this.core.charge(ACT['vm-entry']);
    return value;
  }

  read64(offset: number, into: Word64): void {
    this.exit(offset);
    this.emulation.read64(offset, into);
    this.core.charge(ACT['vm-entry']);
  }

  write32(offset: number, value: number): void {
    this.exit(offset);
    this.emulation.write32(offset, value);
    this.core.charge(ACT['vm-entry']);
  }

  write64(offset: number, low: number, high: number): void {
    this.exit(offset);
    this.emulation.write64(offset, low, high);
    this.core.charge(ACT['vm-entry']);
  }

  /** Waits for the physical unit, command by command, then unpins. */
  complete(work: ShadowWork): void {
    const { core, physical } = this;
    for (const command of work.commands) {
      core.chargeTimes(ACT['physical-write'], writesOf(command));
      physical.begin(command);
      do core.charge(ACT['physical-read']);
      while (!physical.isDone(command));
    }
    if (work.unpins > 0) core.chargeTimes(ACT.unpin, work.unpins);
    work.finish(this.pins);
  }

  private exit(offset: number): void {
    this.vmExits += 1;
    this.core.charge(ACT['vm-exit']);
    this.tracer.emit(EVENT['vm-exited'], 0, offset);
    this.core.charge(ACT['emulate-access']);
  }
}
