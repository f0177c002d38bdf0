import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../src/protocol/buffers.ts';

describe('pack and unpack', () => {
  const value = {
    now: 12,
    name: 'x',
    nothing: undefined,
    nested: { rows: Float64Array.of(1.5, 2 ** 50), list: [{ ids: Uint16Array.of(7, 65535) }, 'plain'] },
    bytes: Uint8Array.of(1, 2, 3),
    words: Uint32Array.of(0xffff_ffff),
    signed: Int32Array.of(-1),
    empty: new Float64Array(0),
  };

  it('carry columns of every type through one buffer', () => {
    const buffer = new ArrayBuffer(1024);
    expect(unpack(pack(value, buffer)!, buffer)).toEqual(value);
  });

  it('give columns that stay when the buffer is given away', () => {
    const buffer = new ArrayBuffer(1024);
    const received = unpack(structuredClone(pack(value, buffer)!), buffer);
    structuredClone(buffer, { transfer: [buffer] });
    expect(received.nested.rows).toEqual(Float64Array.of(1.5, 2 ** 50));
  });

  it('say when the buffer is too small', () => {
    expect(pack({ big: new Uint8Array(1025) }, new ArrayBuffer(1024))).toBeUndefined();
    expect(pack({ fits: new Uint8Array(1024) }, new ArrayBuffer(1024))).toBeDefined();
  });
});
