import type { InterruptPort } from '../bus/ports.ts';
import { EVENT_IM, EVENT_IP } from '../spec/register-bits.ts';
import type { RegisterFile } from './register-file.ts';

/**
 * One of the unit's two interrupts: the fault event (FECTL …) or the invalidation completion event (IECTL …). Both have
 * the same four registers in a row: control, data, address, upper address (sections 10.4.10 and 10.4.25).
 */
export class InterruptEvent {
  private readonly registers: RegisterFile;
  private readonly interrupts: InterruptPort;
  private readonly control: number;

  /** @param control offset of the control register. */
  constructor(registers: RegisterFile, interrupts: InterruptPort, control: number) {
    this.registers = registers;
    this.interrupts = interrupts;
    this.control = control;
  }

  /** The condition arose: sends the message, or holds it back while masked. */
  raise(): void {
    this.registers.setBits(this.control, EVENT_IP);
    this.sendUnlessMasked();
  }

  /** Software wrote the control register: a message held back goes out once it is unmasked. */
  controlWritten(): void {
    if (this.registers.has(this.control, EVENT_IP)) this.sendUnlessMasked();
  }

  /** Software has dealt with the condition: a message held back is forgotten. */
  forget(): void {
    this.registers.clearBits(this.control, EVENT_IP);
  }

  private sendUnlessMasked(): void {
    const registers = this.registers;
    if (registers.has(this.control, EVENT_IM)) return;
    registers.clearBits(this.control, EVENT_IP);
    this.interrupts.message(registers.get(this.control + 8), registers.get(this.control + 4));
  }
}
