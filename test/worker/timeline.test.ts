import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEVER, time } from '../../src/clock/time.ts';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import { REPLAY_CONFIG } from '../../src/config/replay-config.ts';
import { Machine } from '../../src/machine/machine.ts';
import { RecordedMachine } from '../../src/machine/recorded-machine.ts';
import { readRecording } from '../../src/recording/recording.ts';
import { finishErrand } from '../../src/worker/errands.ts';
import { History, type Place } from '../../src/worker/history.ts';
import { Timeline } from '../../src/worker/timeline.ts';
import { stepBack, stepForward, unitsDone } from '../../src/worker/stepping.ts';
import { travelBeforeEvent, travelToPlace, travelToTime } from '../../src/worker/travel.ts';
import { anyConfig, anyDeeds, doDeed, stateOf } from '../support/timeline-program.ts';

/** A run with a checkpoint every so many acts, whatever time it takes. */
function open(config = DEFAULT_CONFIG, marks = true): Timeline {
  let wall = 0;
  return new Timeline(new Machine(config), () => (marks ? (wall += 200) : 0));
}

describe('a timeline', () => {
  it('is at any place, in any order, what it was there, commands included (property)', () => {
    fc.assert(
      fc.property(
        anyConfig,
        anyDeeds(5, 150),
        fc.array(fc.nat(7), { minLength: 1, maxLength: 4 }),
        (config, deeds, visits) => {
          const timeline = open(config);
          const places: { place: Place; state: ReturnType<typeof stateOf> }[] = [];
          for (const deed of deeds) {
            doDeed(timeline, deed);
            if (timeline.position % 3 === 0) timeline.mark();
            places.push({ place: timeline.place, state: stateOf(timeline.machine) });
          }
          for (const visit of visits) {
            const { place, state } = places[visit % places.length]!;
            finishErrand(travelToPlace(timeline, place));
            expect(timeline.place).toEqual(place);
            expect(stateOf(timeline.machine)).toEqual(state);
          }
          finishErrand(travelToPlace(timeline, timeline.end));
          expect(stateOf(timeline.machine)).toEqual(places.at(-1)!.state);
          expect(timeline.isPast).toBe(false);
        },
      ),
      { numRuns: 4 },
    );
  });

  it('goes to any moment between, without or with a rest there (property)', () => {
    fc.assert(
      fc.property(
        anyConfig,
        anyDeeds(4, 120),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 4 }),
        (config, deeds, shares) => {
          const timeline = open(config);
          for (const deed of deeds) doDeed(timeline, deed);
          const { start, end } = timeline;
          const seen = new Map<number, ReturnType<typeof stateOf>>();
          for (const share of [...shares, ...shares]) {
            const at = time(Math.round(start.now + share * (end.reached - start.now)));
            finishErrand(travelToTime(timeline, at));
            expect(timeline.nextTime > at || timeline.now >= at).toBe(true);
            const state = stateOf(timeline.machine);
            expect(seen.get(at) ?? state).toEqual(state);
            seen.set(at, state);
          }
        },
      ),
      { numRuns: 4 },
    );
  });

  it('goes to the act in which an event happens', () => {
    const timeline = open();
    doDeed(timeline, { kind: 'acts', count: 300 });
    const { machine } = timeline;
    for (const sequence of [timeline.end.sequence - 1, 700, 701, 699, timeline.start.sequence]) {
      finishErrand(travelBeforeEvent(timeline, sequence));
      expect(machine.tracer.sequence).toBeLessThanOrEqual(sequence);
      timeline.runOne();
      expect(machine.tracer.sequence).toBeGreaterThan(sequence);
    }
  });

  it('steps back to where a step forward would have ended', () => {
    for (const unit of ['operation', 'frame'] as const) {
      const timeline = open();
      const ends: { position: number; units: number; state: ReturnType<typeof stateOf> }[] = [];
      const note = () => ({
        position: timeline.position,
        units: unitsDone(timeline.machine, unit),
        state: stateOf(timeline.machine),
      });
      const runOne = (): boolean => {
        timeline.runOne();
        return true;
      };
      for (let i = 0; i < 12; i++) {
        finishErrand(stepForward(timeline, unit, runOne));
        ends.push(note());
      }
      for (const end of ends.slice(0, -1).toReversed()) {
        finishErrand(stepBack(timeline, unit));
        expect(note()).toEqual(end);
      }
      finishErrand(stepBack(timeline, unit));
      finishErrand(stepBack(timeline, unit));
      expect(timeline.position).toBe(0);
    }
  });

  it('takes another course after a command in the past, and has forgotten the first', () => {
    const timeline = open({ ...DEFAULT_CONFIG, strategy: 'optimistic' });
    doDeed(timeline, { kind: 'acts', count: 200 });
    const { place } = timeline;
    doDeed(timeline, { kind: 'acts', count: 200 });
    doDeed(timeline, { kind: 'adjust', change: { quota: 8 } });
    doDeed(timeline, { kind: 'acts', count: 400 });
    finishErrand(travelToPlace(timeline, place));
    const before = stateOf(timeline.machine);
    expect(timeline.isPast).toBe(true);
    timeline.perform({ kind: 'adjust', change: { strategy: 'strict' } });
    expect([timeline.isPast, timeline.branches, timeline.history.entries.length]).toEqual([false, 1, 1]);
    expect(timeline.history.kept.every((milestone) => milestone.acts <= place.acts)).toBe(true);
    doDeed(timeline, { kind: 'acts', count: 300 });
    expect(timeline.machine.config).toMatchObject({ strategy: 'strict', quota: 4096 });
    const after = stateOf(timeline.machine);
    const there = timeline.place;
    finishErrand(travelToPlace(timeline, place));
    expect(stateOf(timeline.machine)).toEqual(before);
    finishErrand(travelToPlace(timeline, there));
    expect(stateOf(timeline.machine)).toEqual(after);
  });
});

describe('a timeline of a recording', () => {
  it('is at any place what it was there, under every strategy, to the end', () => {
    const content = readRecording(readFileSync(join(import.meta.dirname, '../traces/lazy-nvme-life.txt')));
    for (const strategy of ['strict', 'deferred', 'optimistic'] as const) {
      const machine = new RecordedMachine({ ...REPLAY_CONFIG, strategy }, 'lazy-nvme-life', content);
      const timeline = new Timeline(machine, () => 0, new History(undefined, [content, content.operations]));
      const seen: { place: Place; state: ReturnType<typeof stateOf> }[] = [];
      const rounds = [40, 200, 500, 100_000];
      for (const count of rounds) {
        doDeed(timeline, { kind: 'acts', count });
        if (count === 200) timeline.mark();
        seen.push({ place: timeline.place, state: stateOf(machine) });
        if (count === 500) doDeed(timeline, { kind: 'adjust', change: { strategy: 'strict' } });
      }
      expect(timeline.nextTime).toBe(NEVER);
      for (const { place, state } of [seen[1]!, seen[0]!, seen[3]!, seen[2]!]) {
        finishErrand(travelToPlace(timeline, place));
        expect(stateOf(machine)).toEqual(state);
      }
    }
  });
});
