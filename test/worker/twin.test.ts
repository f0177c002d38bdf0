import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/base/fingerprint.ts';
import { microseconds } from '../../src/clock/time.ts';
import type { MachineConfig } from '../../src/config/machine-config.ts';
import { REPORT_BUFFER_BYTES } from '../../src/protocol/buffers.ts';
import { SMALL, Viewer } from '../support/viewer.ts';

const OTHER: MachineConfig = { ...SMALL, strategy: 'optimistic' };

describe('a machine that is compared with', () => {
  const twinOf = (viewer: Viewer) => viewer.user.latest.body.twin;
  const hashes = (viewer: Viewer): string[] => [viewer.user.latest.body.metrics.hash, twinOf(viewer)!.metrics.hash];

  it('stands at the same moment, with the settings it was given, until it is sent away', () => {
    const viewer = new Viewer();
    viewer.run(100);
    viewer.do({ kind: 'compare', config: OTHER });
    for (let i = 0; i < 3; i++) {
      viewer.run(50);
      const { twin, now } = viewer.head;
      expect(twin!.config).toEqual(OTHER);
      expect(Math.abs(twin!.now - now)).toBeLessThan(microseconds(60));
      expect(twinOf(viewer)!.metrics.frames).toBeGreaterThan(0);
    }
    expect(Object.keys(viewer.look().twin!.sections)).toContain('iotlb');
    viewer.do({ kind: 'compare' });
    expect([viewer.head.twin, twinOf(viewer)]).toEqual([undefined, undefined]);
  });

  it('takes the same commands, except for what is compared, whenever it came', () => {
    const play = (viewer: Viewer, early: boolean): void => {
      if (early) viewer.do({ kind: 'compare', config: OTHER });
      viewer.do({ kind: 'seek', to: microseconds(100) });
      viewer.do({ kind: 'adjust', change: { quota: 16, strategy: 'deferred' } });
      viewer.do({ kind: 'seek', to: microseconds(200) });
      viewer.do({ kind: 'rogue', target: 'never-mapped' });
      viewer.do({ kind: 'seek', to: microseconds(260) });
      if (!early) viewer.do({ kind: 'compare', config: { ...viewer.head.config, strategy: 'optimistic' } });
      viewer.send({ kind: 'pause' });
    };
    const early = new Viewer();
    play(early, true);
    const late = new Viewer();
    play(late, false);
    expect(early.head.twin!.config).toMatchObject({ quota: 16, strategy: 'optimistic' });
    expect(early.head.config).toMatchObject({ quota: 16, strategy: 'deferred' });
    expect(fingerprint(hashes(early))).toBe(fingerprint(hashes(late)));
  });

  it('does the same as the first when there is no difference', () => {
    const viewer = new Viewer();
    viewer.do({ kind: 'compare', config: SMALL });
    viewer.run(100);
    viewer.do({ kind: 'adjust', change: { strategy: 'deferred' } });
    viewer.run(100);
    const [first, second] = hashes(viewer);
    expect(first).toBe(second);
  });

  it('goes with the first to the past, and takes another course with it', () => {
    const viewer = new Viewer();
    viewer.do({ kind: 'compare', config: OTHER });
    viewer.run(100);
    const then = hashes(viewer);
    const { now } = viewer.head;
    viewer.run(100);
    const later = hashes(viewer);
    const end = viewer.head.now;
    viewer.do({ kind: 'seek', to: now });
    expect(hashes(viewer)).toEqual(then);
    viewer.do({ kind: 'seek', to: end });
    expect(hashes(viewer)).toEqual(later);
    viewer.do({ kind: 'seek', to: now });
    viewer.do({ kind: 'adjust', change: { linkGbps: 1 } });
    viewer.run(100);
    expect(viewer.head.twin!.config.linkGbps).toBe(1);
    hashes(viewer).forEach((hash, index) => expect(hash).not.toBe(later[index]));
  });

  it('is made anew with the first, and refused when it cannot be', () => {
    const viewer = new Viewer();
    viewer.do({ kind: 'compare', config: { ...SMALL, strategy: 'async' } });
    expect(viewer.user.of('rejected').at(-1)).toMatchObject({ command: 'compare' });
    viewer.do({ kind: 'compare', config: OTHER });
    viewer.do({ kind: 'configure', config: { ...SMALL, seed: 7 } });
    expect(viewer.head.twin!.config).toEqual({ ...OTHER, seed: 7 });
  });

  it('shares a report with the first, however many tables the two have', () => {
    const big = { ...SMALL, ringSize: 1024, strategy: 'optimistic', coldPartsPerMillion: 900_000, quota: 0 } as const;
    const viewer = new Viewer(big);
    viewer.do({ kind: 'compare', config: { ...big, linkGbps: 40 } });
    for (let i = 0; i < 3; i++) viewer.do({ kind: 'seek', to: viewer.head.now + microseconds(300) });
    const body = viewer.look();
    expect(REPORT_BUFFER_BYTES).toBe(512 * 1024);
    expect([body.sections.iotlb, body.twin!.sections.iotlb].every((section) => section !== undefined)).toBe(true);
    const latest = viewer.user.bodies.slice(-3);
    expect(latest.some((one) => one.body.twin?.sections.tables !== undefined)).toBe(true);
  });
});
