import { describe, expect, it } from 'vitest';
import { busOf, devfnOf, formatSourceId, parseSourceId, sourceId } from '../../src/bus/addresses.ts';

describe('source-ids', () => {
  it('are bus, device and function as lspci prints them', () => {
    const source = sourceId(0x80, 0x1f, 7);
    expect(source).toBe(0x80ff);
    expect(formatSourceId(source)).toBe('80:1f.7');
    expect(busOf(source)).toBe(0x80);
    expect(devfnOf(source)).toBe(0xff);
  });

  it('are read with and without a PCI segment, and refused when out of range', () => {
    expect(parseSourceId('0000:00:02.0')).toBe(0x10);
    expect(parseSourceId('00:04.0')).toBe(0x20);
    for (const text of ['', '00:04', '00:20.0', '00:04.8', 'dmar0', 'zz:00.0']) {
      expect(parseSourceId(text)).toBeUndefined();
    }
  });
});
