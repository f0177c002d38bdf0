import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameAllocator } from '../../src/bus/frame-allocator.ts';
import { PhysicalMemory } from '../../src/bus/physical-memory.ts';

const SIZE = 64 * 4096;

describe('PhysicalMemory', () => {
  it('holds what a plain array of bytes would hold', () => {
    const write = fc.record({ at: fc.nat(SIZE - 300), data: fc.uint8Array({ minLength: 1, maxLength: 300 }) });
    const word = fc.record({
      at: fc.nat(SIZE / 4 - 1).map((n) => n * 4),
      value: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(write, word), { maxLength: 30 }), (operations) => {
        const memory = new PhysicalMemory(SIZE);
        const model = new DataView(new ArrayBuffer(SIZE));
        for (const operation of operations) {
          if ('data' in operation) {
            memory.writeBytes(operation.at, operation.data, operation.data.length);
            operation.data.forEach((byte, i) => model.setUint8(operation.at + i, byte));
          } else {
            memory.write32(operation.at, operation.value);
            model.setUint32(operation.at, operation.value, true);
          }
        }
        const all = new Uint8Array(SIZE);
        memory.readBytes(0, all, SIZE);
        expect(Buffer.compare(all, new Uint8Array(model.buffer))).toBe(0);
        for (const operation of operations) {
          const at = Math.floor(operation.at / 4) * 4;
          expect(memory.read32(at)).toBe(model.getUint32(at, true));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('drops writes outside RAM and in a hole, and reads zero there', () => {
    const memory = new PhysicalMemory(SIZE, { start: 4096, end: 8192 });
    for (const at of [SIZE, SIZE + 4096, 2 ** 45, 4096]) {
      memory.write32(at, 0xdead_beef);
      memory.writeBytes(at, Uint8Array.of(1, 2, 3), 3);
      expect(memory.read32(at)).toBe(0);
      expect(memory.contains(at, 4)).toBe(false);
    }
    expect(memory.contains(4092, 4)).toBe(true);
    expect(memory.contains(4092, 8)).toBe(false);
    expect(memory.contains(8192, 4)).toBe(true);
    expect(memory.framesInUse).toBe(0);
  });

  it('takes space only for frames that were written', () => {
    const memory = new PhysicalMemory(2 ** 40);
    for (let i = 0; i < 200; i++) memory.write32(i * 2 ** 30, i);
    expect(memory.framesInUse).toBe(200);
    expect(memory.read32(199 * 2 ** 30)).toBe(199);
  });
});

describe('FrameAllocator', () => {
  it('hands out each frame once, takes it back, and says when none is left', () => {
    const frames = new FrameAllocator(4096, 4096 * 4);
    const taken = [frames.allocate(), frames.allocate(), frames.allocate()];
    expect(taken).toEqual([4096, 8192, 12288]);
    expect(frames.allocate()).toBeUndefined();
    expect(frames.allocateContiguous(1)).toBeUndefined();
    frames.free(8192);
    expect(frames.inUse).toBe(2);
    expect(frames.allocate()).toBe(8192);
  });
});
