import { describe, expect, test } from 'vitest';

import { and, popCount } from '../../src/base/bits.ts';
import { accessMask, fieldWidth, maskInWord, readField, writeField } from '../../src/spec/field.ts';
import { DESCRIPTORS } from '../../src/spec/invalidation.ts';
import type { RegisterSpec } from '../../src/spec/register-spec.ts';
import {
  OFFSET,
  REGISTERS,
  registerField,
  registerMask,
  registerSpec,
  type RegisterName,
} from '../../src/spec/registers.ts';
import { CONTEXT_ENTRY, ROOT_ENTRY, SECOND_LEVEL_ENTRY } from '../../src/spec/remapping-structures.ts';

const registers: readonly RegisterSpec[] = REGISTERS;
const formats = [...registers, ROOT_ENTRY, CONTEXT_ENTRY, SECOND_LEVEL_ENTRY, ...DESCRIPTORS];

describe('every register, table entry and descriptor', () => {
  test.each(formats.map((format) => [format.name, format] as const))(
    '%s: fields fit and do not overlap',
    (_, format) => {
      for (let word = 0; word < format.width / 32; word++) {
        const masks = format.fields.map((field) => maskInWord(field, word));
        const together = masks.reduce((sum, mask) => sum + popCount(mask), 0);
        expect(popCount(masks.reduce((all, mask) => (all | mask) >>> 0, 0))).toBe(together);
      }
      for (const field of format.fields) {
        expect(field.bits[0]).toBeLessThan(format.width);
        expect(field.bits[0]).toBeGreaterThanOrEqual(field.bits[1]);
        expect(field.help).not.toBe('');
      }
    },
  );

  test('every field of a register says what software may do with it', () => {
    expect(registers.flatMap(({ fields }) => fields.filter(({ access }) => access === undefined))).toEqual([]);
  });
});

describe('registers', () => {
  test('lie one after another, aligned to their access size', () => {
    let end = 0;
    for (const { name, offset, width } of registers) {
      expect(offset, name).toBeGreaterThanOrEqual(end);
      expect(offset % (width === 32 ? 4 : 8), name).toBe(0);
      end = offset + width / 8;
    }
  });

  // Known independently: what another implementation lets software write (recorded), or its register definitions.
  const written: [RegisterName, low: number, high: number][] = [
    ['RTADDR', 0xffff_fc00, 0xffff_ffff],
    ['CCMD', 0xffff_ffff, 0xe000_0003],
    ['IOTLB', 0, 0xb003_ffff],
    ['IVA', 0xffff_f07f, 0xffff_ffff],
    ['FECTL', 0x8000_0000, 0],
    ['IECTL', 0x8000_0000, 0],
    ['FEDATA', 0x0000_ffff, 0],
    ['IEDATA', 0xffff_ffff, 0],
    ['FEADDR', 0xffff_fffc, 0],
    ['IEADDR', 0xffff_fffc, 0],
    ['FEUADDR', 0, 0],
    ['IEUADDR', 0, 0],
    ['IQT', 0x0007_fff0, 0],
    ['IQH', 0, 0],
    ['IQA', 0xffff_f007, 0xffff_ffff],
    ['IRTA', 0xffff_f80f, 0xffff_ffff],
    ['GCMD', 0xff80_0000, 0],
    ['GSTS', 0, 0],
    ['CAP', 0, 0],
    ['ECAP', 0, 0],
    ['VER', 0, 0],
    ['PMEN', 0, 0],
    ['PHMLIMIT', 0, 0],
    ['AFLOG', 0, 0],
    ['FSTS', 0, 0],
  ];
  test.each(written)('%s: the bits that software writes', (name, low, high) => {
    const { fields } = registerSpec(name);
    const accesses = ['read-write', 'write-only', 'one-shot'] as const;
    expect([accessMask(fields, 0, accesses), accessMask(fields, 1, accesses)]).toEqual([low, high]);
  });

  test.each<[RegisterName, word: number, mask: number]>([
    ['FSTS', 0, 0x11],
    ['ICS', 0, 1],
    ['FRCD', 3, 0x8000_0000],
    ['FRCD', 2, 0],
    ['FRCD', 1, 0],
    ['FRCD', 0, 0],
  ])('%s word %i: the bits that a written one clears', (name, word, mask) => {
    expect(accessMask(registerSpec(name).fields, word, ['write-1-clears'])).toBe(mask);
  });

  test.each<[RegisterName, word: number, mask: number]>([
    ['CCMD', 0, 0xffff_0000],
    ['CCMD', 1, 3],
    ['IVA', 0, 0xffff_f07f],
  ])('%s word %i: the bits that are written and read as zero', (name, word, mask) => {
    expect(accessMask(registerSpec(name).fields, word, ['write-only'])).toBe(mask);
  });

  test('are found by name', () => {
    expect(OFFSET.CCMD).toBe(0x28);
    expect(OFFSET.IOTLB).toBe(0xf8);
    expect(OFFSET.FRCD).toBe(0x220);
    expect(registerMask('GCMD', 'TE')).toBe(0x8000_0000);
    expect(registerMask('IOTLB', 'IVT', 1)).toBe(0x8000_0000);
    expect(registerMask('FRCD', 'FR', 3)).toBe(0xff);
    expect(registerField('CAP', 'MGAW').bits).toEqual([21, 16]);
  });
});

describe('fields', () => {
  test('are read and written across words', () => {
    const fro = registerField('CAP', 'FRO');
    const words = Uint32Array.of(0xffff_ffff, 0xffff_ffff);
    writeField(fro, words, 0x122);
    expect(readField(fro, words)).toBe(0x122);
    expect([...words]).toEqual([0x22ff_ffff, 0xffff_fffd]);
    expect(fieldWidth(fro)).toBe(10);
  });

  test('of 52 bits are exact', () => {
    const field = registerField('FRCD', 'FI');
    const words = new Uint32Array(4);
    writeField(field, words, 0xf_edcb_a987_6543);
    expect(readField(field, words)).toBe(0xf_edcb_a987_6543);
    expect(and(words[0]!, 0xfff)).toBe(0);
  });
});
