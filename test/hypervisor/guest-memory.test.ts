import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhysicalMemory } from '../../src/bus/physical-memory.ts';
import { START } from '../../src/clock/time.ts';
import { FrameReclaimer } from '../../src/hypervisor/frame-reclaimer.ts';
import { GuestMemory } from '../../src/hypervisor/guest-memory.ts';
import { HostFrames } from '../../src/hypervisor/host-frames.ts';
import { PinnedPages } from '../../src/hypervisor/pinned-pages.ts';
import { Tracer } from '../../src/trace/tracer.ts';

const FRAMES = 8;
const SIZE = FRAMES * 4096;
const tracer = new Tracer({ now: START }, 16);

interface TwoGuests {
  readonly guests: readonly GuestMemory[];
  readonly pins: readonly PinnedPages[];
}

/** Two guests side by side, so that what one gives up the other may get. */
function twoGuests(): TwoGuests {
  const hostFrames = new HostFrames(new PhysicalMemory(4 * SIZE));
  const guests = [0, 1].map((index) => new GuestMemory(hostFrames, SIZE * (1 + index), SIZE, tracer));
  return { guests, pins: guests.map(() => new PinnedPages(FRAMES, tracer)) };
}

const which = { guest: fc.nat(1), frame: fc.nat(FRAMES - 1) };
const step = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), ...which, offset: fc.nat(1023), value: fc.nat(0xffff_ffff) }),
  fc.record({ kind: fc.constant('reclaim' as const), ...which }),
  fc.record({ kind: fc.constant('bytes' as const), ...which, length: fc.integer({ min: 1, max: 9000 }) }),
  fc.record({ kind: fc.constant('pressure' as const), ...which, percent: fc.nat(100) }),
  fc.record({ kind: fc.constant('pin' as const), ...which }),
);

describe('the memory of guests', () => {
  it('holds what each wrote, wherever its page frames are, and nothing of the other', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { guests, pins } = twoGuests();
        const models = guests.map(() => new Uint8Array(SIZE));
        for (const one of steps) {
          const guest = guests[one.guest]!;
          const model = models[one.guest]!;
          const at = one.frame * 4096;
          if (one.kind === 'write') {
            guest.write32(at + one.offset * 4, one.value);
            new Uint32Array(model.buffer)[(at + one.offset * 4) / 4] = one.value;
          } else if (one.kind === 'bytes') {
            const bytes = Uint8Array.from({ length: one.length }, (_, i) => (i * 7 + one.frame) % 251);
            guest.writeBytes(at, bytes, one.length);
            model.set(bytes.subarray(0, SIZE - at), at);
          } else if (one.kind === 'reclaim') {
            if (!guest.isReclaimed(one.frame) && pins[one.guest]!.countOf(one.frame) === 0) guest.reclaim(one.frame);
          } else if (one.kind === 'pressure') {
            const reclaimer = new FrameReclaimer(guest, pins[one.guest]!);
            reclaimer.pressure = one.percent;
            reclaimer.sweep();
          } else {
            pins[one.guest]!.pin(one.frame);
            guest.hostFrame(one.frame);
          }
          for (let frame = 0; frame < FRAMES; frame++) {
            if (pins[one.guest]!.countOf(frame) > 0 && guest.isReclaimed(frame)) throw new Error('pinned, reclaimed');
          }
        }
        guests.forEach((guest, index) => {
          const read = new Uint8Array(SIZE);
          guest.isObserved = true;
          const words = new Uint32Array(read.buffer);
          for (let at = 0; at < SIZE; at += 4) words[at / 4] = guest.read32(at);
          guest.isObserved = false;
          expect(Buffer.compare(read, models[index]!)).toBe(0);
          guest.readBytes(0, read, SIZE);
          expect(Buffer.compare(read, models[index]!)).toBe(0);
          expect(guest.reclaimed).toBe(0);
          for (let frame = 0; frame < FRAMES; frame++) expect(guest.guestFrame(guest.hostFrame(frame))).toBe(frame);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('ends at its end: what lies behind in the host is not reached', () => {
    const { guests } = twoGuests();
    const [first, second] = guests as [GuestMemory, GuestMemory];
    second.write32(0, 42);
    expect(first.read32(SIZE)).toBe(0);
    first.write32(SIZE, 7);
    first.writeBytes(SIZE - 4, new Uint8Array(16).fill(9), 16);
    expect(second.read32(0)).toBe(42);
    expect(first.read32(SIZE - 4)).toBe(0x0909_0909);
    const bytes = new Uint8Array(8);
    first.readBytes(SIZE - 4, bytes, 8);
    expect([...bytes]).toEqual([9, 9, 9, 9, 0, 0, 0, 0]);
    expect(first.frameWords(FRAMES)).toBe(-1);
  });

  it('gives a reclaimed page frame to whoever needs one, wiped', () => {
    const { guests } = twoGuests();
    const [first, second] = guests as [GuestMemory, GuestMemory];
    first.write32(0, 0xdead);
    first.reclaim(0);
    second.write32(4096, 1);
    second.reclaim(1);
    first.reclaim(2);
    // The frame given up last is taken first.
    expect(second.read32(4096)).toBe(1);
    expect(second.read32(4100)).toBe(0);
    expect(first.read32(0)).toBe(0xdead);
  });

  it('is reclaimed block by block as frame by frame', () => {
    /** Looks at every frame. */
    class FrameByFrame extends GuestMemory {
      override reclaimedFrom(): number {
        return 0;
      }
    }
    const frames = 2500;
    const visit = fc.record({
      used: fc.array(fc.nat(frames - 1), { maxLength: 8 }),
      pressure: fc.integer({ max: 100, min: 80 }),
    });
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 12 }), (visits) => {
        const [blocks, single] = [GuestMemory, FrameByFrame].map((Kind) => {
          const memory = new Kind(new HostFrames(new PhysicalMemory(2 * frames * 4096)), 0, frames * 4096, tracer);
          return { memory, reclaimer: new FrameReclaimer(memory, new PinnedPages(frames, tracer)) };
        });
        for (const { used, pressure } of visits) {
          for (const { memory, reclaimer } of [blocks!, single!]) {
            for (const frame of used) memory.write32(frame * 4096, frame);
            reclaimer.pressure = pressure;
            reclaimer.sweep();
          }
          const reclaimed = ({ memory }: { memory: GuestMemory }): number[] =>
            Array.from({ length: frames }, (_, frame) => frame).filter((frame) => memory.isReclaimed(frame));
          expect(reclaimed(blocks!)).toEqual(reclaimed(single!));
        }
      }),
      { numRuns: 30 },
    );
  });
});
