import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { OFFSET } from '../../src/spec/registers.ts';
import { REGISTER_BYTES, RegisterFile } from '../../src/vtd/register-file.ts';
import { UnitRig } from '../support/unit-rig.ts';

const make = () => new RegisterFile({ addressWidth: 48, cachingMode: true });
const word = fc.nat({ max: 0xffff_ffff });

describe('the register file', () => {
  test('starts from the reset values', () => {
    const registers = make();
    const nonZero = Array.from({ length: REGISTER_BYTES / 4 }, (_, i) => [i * 4, registers.read(i * 4)]).filter(
      ([, value]) => value !== 0,
    );
    expect(nonZero).toEqual([
      [OFFSET.VER, 0x10],
      [OFFSET.CAP, 0x222f_0686],
      [OFFSET.CAP + 4, 0x00d2_008c],
      [OFFSET.ECAP, 0xf42],
      [OFFSET.FECTL, 0x8000_0000],
      [OFFSET.IECTL, 0x8000_0000],
    ]);
  });

  test('applies access classes bit by bit', () => {
    fc.assert(
      fc.property(fc.nat(REGISTER_BYTES / 4 - 1), word, word, (index, before, value) => {
        const registers = make();
        const offset = index * 4;
        registers.set(offset, before);
        registers.write(offset, 0xffff_ffff);
        const ones = registers.get(offset);
        registers.set(offset, before);
        registers.write(offset, 0);
        const zeros = registers.get(offset);
        registers.set(offset, before);
        registers.write(offset, value);
        // Each bit takes what it would take if all written bits were like its own.
        expect(registers.get(offset)).toBe(((ones & value) | (zeros & ~value)) >>> 0);
        // What is stored is what is read, except for bits that hide.
        expect(registers.read(offset) & ~registers.get(offset)).toBe(0);
      }),
    );
  });

  test('hides what is write-only', () => {
    const registers = make();
    registers.write(OFFSET.IVA, 0xffff_ffff);
    registers.write(OFFSET.CCMD, 0x1234_5678);
    expect([registers.read(OFFSET.IVA), registers.get(OFFSET.IVA)]).toEqual([0, 0xffff_f07f]);
    expect([registers.read(OFFSET.CCMD), registers.get(OFFSET.CCMD)]).toEqual([0x5678, 0x1234_5678]);
  });

  test('clears by writing ones', () => {
    const registers = make();
    registers.set(OFFSET.FSTS, 0x13);
    registers.write(OFFSET.FSTS, 0x02);
    expect(registers.read(OFFSET.FSTS)).toBe(0x13);
    registers.write(OFFSET.FSTS, 0x10);
    expect(registers.read(OFFSET.FSTS)).toBe(0x03);
  });

  test('ignores writes to what is locked', () => {
    const registers = make();
    registers.lock64(OFFSET.IQA, true);
    expect(registers.write(OFFSET.IQA + 4, 5)).toBe(false);
    registers.lock64(OFFSET.IQA, false);
    expect(registers.write(OFFSET.IQA + 4, 5)).toBe(true);
    expect(registers.read(OFFSET.IQA + 4)).toBe(5);
  });
});

describe('the register page', () => {
  test('takes 64-bit accesses at any multiple of four as two', () => {
    const { unit } = new UnitRig();
    unit.write64(OFFSET.FEDATA, 0x5566_7788, 0x1122_3344);
    const both = { low: 0, high: 0 };
    unit.read64(OFFSET.FEDATA, both);
    expect(both).toEqual({ low: 0x7788, high: 0x1122_3344 });
  });

  test('reads zero and drops writes where nothing is', () => {
    const { unit } = new UnitRig();
    const before = [...unit.registers.words];
    for (const offset of [-4, 2, 0x19, 0x300, 0xffc, 0x1000, 1e9, 0.5, Number.NaN]) {
      unit.write32(offset, 0xffff_ffff);
      unit.write64(offset, 0xffff_ffff, 0xffff_ffff);
      expect(unit.read32(offset)).toBe(0);
    }
    expect([...unit.registers.words]).toEqual(before);
  });
});
