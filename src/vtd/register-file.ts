import { and, andNot, or } from '../base/bits.ts';
import { buildCapabilities, type CapabilityParameters } from '../spec/capability.ts';
import { accessMask, type Access } from '../spec/field.ts';
import type { RegisterSpec } from '../spec/register-spec.ts';
import { OFFSET, REGISTERS } from '../spec/registers.ts';

/** Bytes of the register page that hold registers; the rest of the 4 KiB reads as zero. */
export const REGISTER_BYTES = OFFSET.FRCD + 16;
const WORD_COUNT = REGISTER_BYTES / 4;

const STORED: readonly Access[] = ['read-write', 'write-only'];
const HIDDEN: readonly Access[] = ['write-only', 'one-shot'];

/**
 * The registers as 32-bit words. What software's reads and writes do follows from the access classes in the register
 * table; what a write sets in motion is elsewhere (`command-handlers.ts`). Software's access (`read`, `write`) and the
 * unit's own (`get`, `set` …) are different functions.
 */
export class RegisterFile {
  /** All words, write-only parts included; index = offset / 4. State: copy it to save it. */
  readonly words = new Uint32Array(WORD_COUNT);
  /** 1 = software's writes to this word are ignored now (an invalidation command that is being carried out). State. */
  readonly locked = new Uint8Array(WORD_COUNT);
  private readonly readable = new Uint32Array(WORD_COUNT);
  private readonly writable = new Uint32Array(WORD_COUNT);
  private readonly clearable = new Uint32Array(WORD_COUNT);

  constructor(unit: CapabilityParameters) {
    for (const register of REGISTERS as readonly RegisterSpec[]) {
      for (let word = 0; word < register.width / 32; word++) {
        const index = register.offset / 4 + word;
        this.readable[index] = andNot(0xffff_ffff, accessMask(register.fields, word, HIDDEN));
        this.writable[index] = accessMask(register.fields, word, STORED);
        this.clearable[index] = accessMask(register.fields, word, ['write-1-clears']);
      }
      this.words[register.offset / 4] = register.reset ?? 0;
    }
    const capabilities = buildCapabilities(unit);
    this.set(OFFSET.CAP, capabilities.capLow);
    this.set(OFFSET.CAP + 4, capabilities.capHigh);
    this.set(OFFSET.ECAP, capabilities.ecapLow);
    this.set(OFFSET.ECAP + 4, capabilities.ecapHigh);
  }

  /** Software's read of an aligned word; zero where no register is. */
  read(offset: number): number {
    const index = offset / 4;
    return index < WORD_COUNT ? and(this.words[index]!, this.readable[index]!) : 0;
  }

  /**
   * Software's write of an aligned word.
   * @returns false when nothing is there or the word is locked, so that the write sets nothing in motion.
   */
  write(offset: number, value: number): boolean {
    const index = offset / 4;
    if (index >= WORD_COUNT || this.locked[index] !== 0) return false;
    const writable = this.writable[index]!;
    const kept = andNot(andNot(this.words[index]!, writable), and(value, this.clearable[index]!));
    this.words[index] = or(kept, and(value, writable));
    return true;
  }

  /** The word at `offset`, write-only parts included. */
  get(offset: number): number {
    return this.words[offset / 4]!;
  }

  /** Replaces the word at `offset`. */
  set(offset: number, value: number): void {
    this.words[offset / 4] = value;
  }

  /** Whether any bit of `mask` is set in the word at `offset`. */
  has(offset: number, mask: number): boolean {
    return and(this.words[offset / 4]!, mask) !== 0;
  }

  setBits(offset: number, mask: number): void {
    this.words[offset / 4] = or(this.words[offset / 4]!, mask);
  }

  clearBits(offset: number, mask: number): void {
    this.words[offset / 4] = andNot(this.words[offset / 4]!, mask);
  }

  /** Makes software's writes to the 64-bit register at `offset` have no effect, or effect again. */
  lock64(offset: number, locked: boolean): void {
    this.locked.fill(locked ? 1 : 0, offset / 4, offset / 4 + 2);
  }
}
