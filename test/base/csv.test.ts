import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { csvLine, parseCsv } from '../../src/base/csv.ts';

describe('comma-separated values', () => {
  test('quote what would end a field', () => {
    expect(csvLine(['a', 1.5, true, 'b,c', 'say "hi"', 'x\ny', ''])).toBe('a,1.5,true,"b,c","say ""hi""","x\ny",\n');
  });

  test('never begin with what a spreadsheet calculates', () => {
    expect(csvLine(['=cmd()', '+1', '@x', '-2', -2])).toBe("'=cmd(),'+1,'@x,'-2,-2\n");
  });

  test('are read as they were written', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ',', '"', '\n', '\r') });
    const lines = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(lines, (rows) => {
        const text = rows.map((row) => csvLine(row)).join('');
        const expected = rows.map((row) => row.map((one) => (/^[\r]/.test(one) ? `'${one}` : one)));
        expect(parseCsv(text)).toEqual({ lines: expected, isCut: false });
      }),
    );
  });

  test('of a writer that was interrupted end with the last whole line', () => {
    const whole = 'a,b\n1,"x\ny"\n';
    for (let length = 0; length < whole.length; length++) {
      const { lines, isCut } = parseCsv(whole.slice(0, length));
      expect(lines).toEqual(length < 4 ? [] : [['a', 'b']]);
      expect(isCut).toBe(length !== 0 && length !== 4);
    }
  });

  test('with the line ends of other systems are read too', () => {
    expect(parseCsv('a,b\r\n1,\r\n').lines).toEqual([
      ['a', 'b'],
      ['1', ''],
    ]);
  });
});
