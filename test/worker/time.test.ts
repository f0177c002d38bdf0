import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microseconds } from '../../src/clock/time.ts';
import { SMALL, Viewer } from '../support/viewer.ts';

/** How far the clock goes on in an act at most. */
const ONE_ACT = microseconds(30);

describe('a journey through time', () => {
  it('shows at a moment what was shown then, in any slices, commands included (property)', () => {
    const deed = fc.oneof(
      fc.record({ kind: fc.constant('run' as const), microseconds: fc.integer({ min: 20, max: 120 }) }),
      fc.record({
        kind: fc.constant('adjust' as const),
        change: fc.oneof(
          fc.record({ strategy: fc.constantFrom('strict' as const, 'deferred' as const, 'optimistic' as const) }),
          fc.record({ quota: fc.constantFrom(8, 64) }),
        ),
      }),
      fc.record({
        kind: fc.constant('rogue' as const),
        target: fc.constantFrom('never-mapped' as const, 'just-unmapped' as const),
      }),
    );
    const program = fc.array(deed, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(
        program,
        fc.array(fc.nat(4), { minLength: 2, maxLength: 3 }),
        fc.constantFrom(0.3, 1, 5),
        (deeds, visits, lookCost) => {
          const viewer = new Viewer(SMALL, lookCost);
          const moments = new Map<number, string>();
          for (const one of deeds) {
            if (one.kind === 'run') viewer.run(one.microseconds);
            else viewer.do(one);
            // Commands at one moment belong together: the moment is what they leave.
            moments.set(viewer.head.now, viewer.shown);
          }
          for (const visit of visits) {
            const [to, shown] = [...moments][visit % moments.size]!;
            viewer.do({ kind: 'seek', to });
            expect(viewer.head.now).toBe(to);
            expect(viewer.shown).toBe(shown);
          }
          expect(viewer.user.of('crashed')).toEqual([]);
          expect(viewer.user.of('forked')).toEqual([]);
        },
      ),
      { numRuns: 4 },
    );
  });

  it('steps back through every event, and forward again, showing each as it was', () => {
    const viewer = new Viewer();
    viewer.run(60);
    const seen: [number, string][] = [];
    const note = (): [number, string] => {
      const { body, head } = viewer.user.latest;
      expect(body.events.firstSequence + body.events.count).toBe(body.metrics.events);
      const moment: [number, string] = [body.metrics.events, `${head.now} ${viewer.picture}`];
      return moment;
    };
    for (let i = 0; i < 45; i++) {
      viewer.do({ kind: 'step', unit: 'event' });
      seen.push(note());
    }
    for (const moment of seen.slice(0, -1).toReversed()) {
      viewer.do({ kind: 'step-back', unit: 'event' });
      expect(note()).toEqual(moment);
    }
    for (const moment of seen.slice(1, 25)) {
      viewer.do({ kind: 'step', unit: 'event' });
      expect(note()).toEqual(moment);
    }
    const [events, picture] = seen[33]!;
    viewer.do({ kind: 'seek', toEvent: events - 1 });
    expect(note()).toEqual([events, picture]);
  });

  it('steps back over the start no further than to it', () => {
    const viewer = new Viewer();
    const { start } = viewer.head.history;
    viewer.do({ kind: 'step', unit: 'event' });
    viewer.do({ kind: 'step-back', unit: 'event' });
    const { now } = viewer.head;
    for (const unit of ['event', 'operation', 'frame'] as const) viewer.do({ kind: 'step-back', unit });
    expect([now, viewer.head.now]).toEqual([start, start]);
    expect(viewer.user.of('crashed')).toEqual([]);
  });

  it('says what of the past can be reached, and forgets it when a setting is changed there', () => {
    const viewer = new Viewer();
    viewer.run(200);
    const { now } = viewer.head;
    expect(viewer.head.history).toMatchObject({ end: now, isPast: false, branches: 0 });
    viewer.do({ kind: 'seek', to: microseconds(100) });
    const { history, now: there } = viewer.head;
    expect(history).toMatchObject({ end: now, isPast: true, branches: 0 });
    expect(history.checkpoints).toBeGreaterThan(0);
    expect(history.bytes).toBeGreaterThan(10_000);
    viewer.do({ kind: 'adjust', change: { strategy: 'optimistic' } });
    expect(viewer.user.of('forked')).toEqual([{ kind: 'forked', at: there, until: now }]);
    expect(viewer.head.history).toMatchObject({ end: there, isPast: false, branches: 1 });
    viewer.run(50);
    expect(viewer.head.config.strategy).toBe('optimistic');
  });

  it('brings the latest events and every section after a jump, and says that it was one', () => {
    const viewer = new Viewer();
    viewer.run(150);
    const { jumps } = viewer.head.history;
    viewer.do({ kind: 'seek', to: microseconds(80) });
    const { head, body } = viewer.user.latest;
    expect(head.history.jumps).toBe(jumps + 1);
    expect(body.events.firstSequence + body.events.count).toBe(body.metrics.events);
    expect(body.events.count).toBeGreaterThan(100);
    expect(body.events.time.every((time) => time <= head.now)).toBe(true);
    expect(Object.keys(body.sections)).toContain('registers');
    viewer.run(10);
    const next = viewer.user.latest;
    expect(next.head.history.jumps).toBe(jumps + 1);
    expect(next.body.events.firstSequence + next.body.events.count).toBe(next.body.metrics.events);
  });

  it('runs on to a moment that has not been, and from a moment of the past', () => {
    const viewer = new Viewer();
    viewer.do({ kind: 'seek', to: microseconds(300) });
    expect(viewer.head.state).toBe('paused');
    const { now } = viewer.head;
    expect(now - microseconds(300)).toBeLessThan(ONE_ACT);
    const { shown } = viewer;
    viewer.send({ kind: 'run', pace: { kind: 'time', rate: 0.001 } });
    viewer.pacemaker.pass(50);
    viewer.send({ kind: 'seek', to: microseconds(100) });
    expect(viewer.head.state).toBe('running');
    viewer.pacemaker.pass(100);
    expect(viewer.head.now).toBeGreaterThan(microseconds(150));
    expect(viewer.head.now).toBeLessThan(microseconds(300));
    viewer.do({ kind: 'pause' });
    viewer.do({ kind: 'seek', to: now });
    expect(viewer.shown).toBe(shown);
  });

  it('refuses what has not happened', () => {
    const viewer = new Viewer();
    viewer.do({ kind: 'seek', toEvent: 1_000_000 });
    expect(viewer.user.of('rejected').at(-1)).toMatchObject({ command: 'seek' });
  });
});

describe('a long journey', () => {
  const FAR = microseconds(6000);
  /** Each look at the clock costs 100 ms: everything takes long. */
  const slow = (): Viewer => new Viewer(SMALL, 100, []);

  it('tells how far it has got, and shows nothing before it is there', () => {
    const viewer = slow();
    const { length } = viewer.user.bodies;
    viewer.send({ kind: 'seek', to: FAR });
    viewer.pacemaker.pass(3000);
    expect(viewer.user.bodies.length).toBe(length);
    const told = viewer.user.of('seeking');
    expect(told.length).toBeGreaterThan(2);
    expect(told.every(({ to }) => to === FAR)).toBe(true);
    expect(told.at(-1)!.at).toBeGreaterThan(told[0]!.at);
    viewer.pacemaker.pass(1_000_000);
    expect(viewer.head.now - FAR).toBeLessThan(ONE_ACT);
  });

  it('is overtaken by the next one', () => {
    const viewer = slow();
    viewer.send({ kind: 'seek', to: FAR });
    viewer.pacemaker.pass(500);
    viewer.do({ kind: 'seek', to: microseconds(40) });
    expect(viewer.head.now - microseconds(40)).toBeLessThan(ONE_ACT);
  });

  it('ends where it is at a pause; what waited for its end is not done elsewhere', () => {
    const viewer = slow();
    viewer.send({ kind: 'seek', to: FAR });
    viewer.pacemaker.pass(1000);
    viewer.send({ kind: 'adjust', change: { quota: 8 } });
    viewer.send({ kind: 'step', unit: 'frame' });
    viewer.do({ kind: 'pause' });
    const { now, state, config } = viewer.head;
    expect(now).toBeLessThan(FAR);
    expect([state, config.quota]).toEqual(['paused', SMALL.quota]);
    expect(viewer.user.of('rejected').at(-1)).toMatchObject({ command: 'adjust' });
    viewer.pacemaker.pass(10_000);
    expect(viewer.head.now).toBe(now);
  });

  it('lets commands wait until it has arrived', () => {
    const viewer = slow();
    viewer.send({ kind: 'seek', to: microseconds(1500) });
    viewer.send({ kind: 'adjust', change: { quota: 8 } });
    viewer.send({ kind: 'step', unit: 'frame' });
    viewer.pacemaker.pass(1_000_000);
    expect(viewer.head.now).toBeGreaterThan(microseconds(1500));
    expect(viewer.head.now).toBeLessThan(microseconds(1600));
    expect(viewer.head.config.quota).toBe(8);
  });

  it('stands still while the page is hidden', () => {
    const viewer = slow();
    viewer.send({ kind: 'seek', to: FAR });
    viewer.send({ kind: 'visibility', hidden: true });
    expect(viewer.pacemaker.pass(100_000)).toBeLessThanOrEqual(1);
    viewer.do({ kind: 'visibility', hidden: false });
    viewer.pacemaker.pass(1_000_000);
    expect(viewer.head.now - FAR).toBeLessThan(ONE_ACT);
  });
});

describe('breakpoints', () => {
  it('stop a run at the act, at any pace, and say which', () => {
    for (const pace of [{ kind: 'full' }, { kind: 'time', rate: 0.001 }, { kind: 'events', perSecond: 100 }] as const) {
      const viewer = new Viewer(SMALL, 1, []);
      viewer.run(20);
      viewer.send({ kind: 'breakpoints', on: ['first-walk'] });
      viewer.send({ kind: 'run', pace });
      viewer.pacemaker.pass(20_000);
      const [stopped] = viewer.user.of('stopped');
      expect(stopped).toMatchObject({ breakpoint: 'first-walk' });
      expect(viewer.head.state).toBe('paused');
      const { events } = viewer.user.latest.body.metrics;
      expect(events).toBeGreaterThan(stopped!.sequence);
      if (pace.kind === 'events') expect(events).toBe(stopped!.sequence + 1);
      viewer.send({ kind: 'run', pace });
      viewer.pacemaker.pass(20_000);
      expect(viewer.user.of('stopped').length).toBe(2);
    }
  });

  it('stop a step over them, and no journey', () => {
    const viewer = new Viewer(SMALL, 1, []);
    viewer.send({ kind: 'breakpoints', on: ['first-walk'] });
    viewer.do({ kind: 'seek', to: microseconds(200) });
    expect(viewer.user.of('stopped')).toEqual([]);
    for (let i = 0; i < 20; i++) viewer.do({ kind: 'step', unit: 'frame' });
    expect(viewer.user.of('stopped').length).toBeGreaterThan(0);
  });
});
