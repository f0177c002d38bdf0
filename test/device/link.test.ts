import { describe, expect, it } from 'vitest';
import { wireBytes } from '../../src/bus/nic-interface.ts';
import { time } from '../../src/clock/time.ts';
import { Link } from '../../src/device/link.ts';

describe('Link', () => {
  it('carries a 1500-byte payload as 1538 bytes: 1,230,400 ps at 10 Gb/s', () => {
    expect(wireBytes(1514)).toBe(1538);
    expect(wireBytes(20)).toBe(84);
    expect(new Link(10).wireTime(1538)).toBe(1_230_400);
    expect(new Link(400).wireTime(1538)).toBe(30_760);
    expect(new Link(1).wireTime(84)).toBe(672_000);
  });

  it('sends booked frames one after another, none before it is ready', () => {
    const link = new Link(10);
    expect(link.book(1538, time(1000))).toBe(1_231_400);
    expect(link.book(1538, time(2000))).toBe(2_461_800);
    expect(link.book(1538, time(9_000_000))).toBe(10_230_400);
    expect(link.waiting).toBe(3);
    expect(link.nextEnd).toBe(1_231_400);
  });

  it('counts wire-busy time to the picosecond, also in the middle of a frame', () => {
    const link = new Link(10);
    link.book(1538, time(1000));
    link.book(1538, time(5_000_000));
    expect(link.busyTime(time(1000))).toBe(0);
    expect(link.busyTime(time(1500))).toBe(500);
    expect(link.busyTime(time(3_000_000))).toBe(1_230_400);
    expect(link.finish()).toBe(1538);
    expect(link.busyTime(time(5_000_001))).toBe(1_230_401);
    link.finish();
    expect(link.busyTime(time(20_000_000))).toBe(2_460_800);
    expect(link.bytes).toBe(2 * 1538);
  });

  it('never counts more busy time than there was', () => {
    const link = new Link(7);
    let now = 0;
    for (let i = 0; i < 500; i++) now = link.book(84 + i, time(0));
    for (let t = 0; t <= now; t += 1_234_567) expect(link.busyTime(time(t))).toBe(t);
  });

  it('keeps what is on the wire and takes the new rate for the rest', () => {
    const link = new Link(10);
    const first = link.book(1538, time(0));
    link.setRate(100);
    expect(link.book(1538, time(0)) - first).toBe(123_040);
  });

  it('gives up what has not left when it is cleared', () => {
    const link = new Link(10);
    link.book(1538, time(0));
    link.book(1538, time(0));
    link.clear(time(400));
    expect(link.waiting).toBe(0);
    expect(link.busyTime(time(5_000_000))).toBe(400);
    expect(link.book(1538, time(400))).toBe(1_230_800);
  });
});
