import { describe, expect, it } from 'vitest';
import { time } from '../../src/clock/time.ts';
import { EVENT, EVENTS } from '../../src/trace/catalogue.ts';
import { Tracer } from '../../src/trace/tracer.ts';

describe('Tracer', () => {
  it('counts exactly and keeps the latest events in its ring', () => {
    const clock = { now: time(0) };
    const tracer = new Tracer(clock, 4);
    for (let i = 0; i < 6; i++) {
      clock.now = time(i * 10);
      tracer.emit(EVENT['iotlb-hit'], 0x1000 + i, i, 3, 8);
    }
    expect(tracer.counts[EVENT['iotlb-hit']]).toBe(6);
    expect(tracer.sequence).toBe(6);
    expect(tracer.latestTime).toBe(50);
    expect([...tracer.ring.value]).toEqual([4, 5, 2, 3]);
  });

  it('gives two streams the same fingerprint only if every column is the same', () => {
    const digest = (...event: [number, number, number, number, number, number]): string => {
      const clock = { now: time(event[0]) };
      const tracer = new Tracer(clock, 4);
      tracer.emit(event[1], event[2], event[3], event[4], event[5]);
      return tracer.hash.digest();
    };
    const base: [number, number, number, number, number, number] = [5, 1, 0x1000, 7, 3, 8];
    const digests = base.map((_, column) => {
      const changed = [...base] as typeof base;
      changed[column]! += 1;
      return digest(...changed);
    });
    expect(new Set([digest(...base), ...digests]).size).toBe(7);
    expect(digest(...base)).toBe(digest(...base));
  });

  it('gives the same fingerprint whatever the size of the ring and whenever it is asked', () => {
    const digest = (capacity: number, askEvery: number): string => {
      const clock = { now: time(0) };
      const tracer = new Tracer(clock, capacity);
      for (let i = 0; i < 1000; i++) {
        clock.now = time(i * 1_230_400);
        tracer.emit(i % 7, 0xffff_f000 - i * 4096, i * 3, i % 3, i % 5);
        if (i % askEvery === 0) tracer.hash.digest();
      }
      return tracer.hash.digest();
    };
    const whole = digest(1024, 2000);
    expect([digest(4, 2000), digest(1024, 1), digest(64, 7)]).toEqual([whole, whole, whole]);
  });

  it('calls listeners of a kind in order, and the observer with the number of each event', () => {
    const tracer = new Tracer({ now: time(0) }, 4);
    const heard: string[] = [];
    tracer.listen(EVENT['iotlb-miss'], (iova) => heard.push(`first ${iova}`));
    tracer.listen(EVENT['iotlb-miss'], (iova) => heard.push(`second ${iova}`));
    tracer.observer = (sequence) => heard.push(`event ${sequence}`);
    tracer.emit(EVENT['iotlb-miss'], 1, 0);
    tracer.emit(EVENT['iotlb-hit'], 2, 0);
    expect(heard).toEqual(['first 1', 'second 1', 'event 0', 'event 1']);
  });
});

describe('the catalogue', () => {
  it('names every kind once and fills in only columns that exist', () => {
    const names = EVENTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { text } of EVENTS) {
      const columns = [...text.matchAll(/\{([^}]*)\}/g)].map(([, column]) => column);
      for (const column of columns) expect(['iova', 'value', 'value:hex', 'domain', 'source']).toContain(column);
    }
  });
});
