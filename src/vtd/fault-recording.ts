import { andNot, extract, highHalf, lowHalf, or } from '../base/bits.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { FRCD_F_TOP, FRCD_T_TOP, FSTS_IQE, FSTS_PFO, FSTS_PPF } from '../spec/register-bits.ts';
import { OFFSET } from '../spec/registers.ts';
import type { InterruptEvent } from './interrupt-event.ts';
import type { RegisterFile } from './register-file.ts';

const RECORD = OFFSET.FRCD;
const RECORD_TOP = RECORD + 12;
const PENDING = or(or(FSTS_PPF, FSTS_PFO), FSTS_IQE);

/** Primary fault logging (section 7.2.1) with one fault record, and the fault status register. */
export class FaultRecording {
  private readonly registers: RegisterFile;
  private readonly event: InterruptEvent;
  private readonly tracer: Tracer;

  constructor(registers: RegisterFile, event: InterruptEvent, tracer: Tracer) {
    this.registers = registers;
    this.event = event;
    this.tracer = tracer;
  }

  /**
   * A request was blocked.
   *
   * Nothing is recorded while PFO is set. A fault of the source-id that stands in the pending record is merged into it;
   * one of another source-id finds no free record and sets PFO. (Merging is a permitted choice.)
   */
  record(sourceId: number, iova: number, isWrite: boolean, reason: number): void {
    const registers = this.registers;
    if (registers.has(OFFSET.FSTS, FSTS_PFO)) return;
    if (registers.has(RECORD_TOP, FRCD_F_TOP)) {
      if (extract(registers.get(RECORD + 8), 15, 0) !== sourceId) this.report(FSTS_PFO);
      return;
    }
    registers.set(RECORD, andNot(lowHalf(iova), 0xfff));
    registers.set(RECORD + 4, highHalf(iova));
    registers.set(RECORD + 8, sourceId);
    registers.set(RECORD_TOP, or(or(FRCD_F_TOP, isWrite ? 0 : FRCD_T_TOP), reason));
    this.tracer.emit(EVENT['fault-recorded'], iova, reason, 0, sourceId);
    this.report(FSTS_PPF);
  }

  /** The invalidation queue met an error. */
  queueError(): void {
    this.report(FSTS_IQE);
  }

  /** Software wrote the top of the fault record: with F gone, the record is free. */
  recordWritten(): void {
    if (this.registers.has(RECORD_TOP, FRCD_F_TOP)) return;
    this.registers.clearBits(OFFSET.FSTS, FSTS_PPF);
    this.statusWritten();
  }

  /** Software cleared something: a message held back is forgotten once nothing is pending (section 10.4.10, IP). */
  statusWritten(): void {
    if (!this.registers.has(OFFSET.FSTS, PENDING)) this.event.forget();
  }

  /** Sets a status bit; the event is raised only when nothing was pending before. */
  private report(status: number): void {
    const wasPending = this.registers.has(OFFSET.FSTS, PENDING);
    this.registers.setBits(OFFSET.FSTS, status);
    if (!wasPending) this.event.raise();
  }
}
