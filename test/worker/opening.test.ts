import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashBytes } from '../../src/base/fnv.ts';
import { time } from '../../src/clock/time.ts';
import { Machine } from '../../src/machine/machine.ts';
import type { StepUnit } from '../../src/protocol/commands.ts';
import type { RunMoment } from '../../src/protocol/run-moment.ts';
import { PLAIN_VIEW } from '../../src/settings/moment.ts';
import { linkHash, readLink } from '../../src/settings/permalink.ts';
import { parseRunFile, runFileText } from '../../src/settings/run-file.ts';
import { finishErrand } from '../../src/worker/errands.ts';
import { momentOf, reopen } from '../../src/worker/opening.ts';
import { Timeline } from '../../src/worker/timeline.ts';
import { travelToPlace, travelToTime } from '../../src/worker/travel.ts';
import { VOCABULARY } from '../settings/moments.ts';
import { anyCommand, anyConfig, anyDeeds, doDeed, stateOf } from '../support/timeline-program.ts';
import { SMALL, Viewer } from '../support/viewer.ts';

/** The moment as a link carries it. */
function throughLink(moment: RunMoment): RunMoment {
  const link = linkHash({ ...moment, view: PLAIN_VIEW });
  if (link.kind !== 'link') throw new Error(link.reason);
  const opened = readLink(link.hash, VOCABULARY)!;
  expect(opened.notes).toEqual([]);
  return opened.moment;
}

const throughFile = (moment: RunMoment): RunMoment =>
  parseRunFile(runFileText({ ...moment, view: PLAIN_VIEW }), VOCABULARY);

function momentAt(viewer: Viewer): RunMoment {
  viewer.do({ kind: 'tell-moment' });
  return viewer.user.of('moment').at(-1)!.moment;
}

/** A fresh emulator that has opened a moment. */
function open(moment: RunMoment): Viewer {
  const viewer = new Viewer(SMALL);
  viewer.do({ kind: 'open', moment });
  expect(viewer.user.of('crashed')).toEqual([]);
  return viewer;
}

describe('a moment of a run', () => {
  it('reopens from a fresh machine bit for bit, wherever the run stands (property)', () => {
    fc.assert(
      fc.property(
        anyConfig,
        anyDeeds(8, 60),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('end', 'place', 'time'),
        (config, deeds, share, where) => {
          const timeline = new Timeline(new Machine(config), () => 0);
          const places = deeds.map((deed) => {
            doDeed(timeline, deed);
            return timeline.place;
          });
          if (where === 'place')
            finishErrand(travelToPlace(timeline, places[Math.floor(share * (places.length - 1))]!));
          if (where === 'time') finishErrand(travelToTime(timeline, time(Math.round(share * timeline.end.reached))));
          const moment = momentOf(timeline, config, undefined, undefined);
          const again = new Timeline(new Machine(config), () => 0);
          expect(finishErrand(reopen(again, throughLink(moment), () => undefined))).toEqual([]);
          expect(stateOf(again.machine)).toEqual(stateOf(timeline.machine));
          expect(momentOf(again, config, undefined, undefined)).toEqual(moment);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('reopens in a fresh emulator as it was shown: runs, steps, live toggles, attacks (property)', () => {
    const deed = fc.oneof(
      fc.record({ kind: fc.constant('run' as const), microseconds: fc.integer({ min: 20, max: 120 }) }),
      fc.record({
        kind: fc.constantFrom('step' as const, 'step-back' as const),
        unit: fc.constantFrom<StepUnit>('event', 'operation', 'frame'),
      }),
      anyCommand,
    );
    fc.assert(
      fc.property(anyConfig, fc.array(deed, { minLength: 2, maxLength: 9 }), (config, deeds) => {
        const viewer = new Viewer(config);
        for (const one of deeds) {
          if (one.kind === 'run') viewer.run(one.microseconds);
          else viewer.do(one);
        }
        const moment = momentAt(viewer);
        const shown = viewer.shown;
        const { now } = viewer.head;
        for (const carried of [throughLink(moment), throughFile(moment)]) {
          const other = open(carried);
          expect(other.shown).toBe(shown);
          expect(other.head.now).toBe(now);
          expect(momentAt(other)).toEqual(moment);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('goes on from there as the run itself would have', () => {
    const viewer = new Viewer(SMALL);
    viewer.run(150);
    viewer.do({ kind: 'adjust', change: { strategy: 'optimistic' } });
    viewer.run(100);
    const moment = momentAt(viewer);
    viewer.do({ kind: 'seek', to: moment.time + 400_000_000 });
    const other = open(throughLink(moment));
    other.do({ kind: 'seek', to: moment.time + 400_000_000 });
    expect(other.shown).toBe(viewer.shown);
  });

  it('tells how far it has got when it is far, and can be broken off', () => {
    const viewer = new Viewer(SMALL, 5);
    const moment: RunMoment = { ...momentAt(viewer), time: 300_000_000_000, acts: undefined };
    viewer.send({ kind: 'open', moment });
    viewer.send({ kind: 'run', pace: { kind: 'full' } });
    viewer.pacemaker.pass(300);
    expect(viewer.user.of('seeking').at(-1)).toMatchObject({ to: moment.time });
    viewer.do({ kind: 'pause' });
    expect(viewer.head.state).toBe('paused');
    expect(viewer.head.now).toBeLessThan(moment.time);
    expect(momentAt(viewer).time).toBeLessThanOrEqual(viewer.head.now);
  });

  it('leaves out what its machine cannot do, and says so', () => {
    const viewer = new Viewer(SMALL);
    const adjust = (at: number, change: object): RunMoment['commands'][number] => ({
      at,
      command: { kind: 'adjust', change },
    });
    const commands = [
      adjust(1000, { strategy: 'async' }),
      adjust(2000, { setting: 'direct' }),
      adjust(3000, { workload: 'recording' }),
      adjust(4000, { quota: 7 }),
    ];
    viewer.do({ kind: 'open', moment: { ...momentAt(viewer), commands, time: 5000, acts: undefined } });
    const { reason } = viewer.user.of('rejected').at(-1)!;
    expect(reason).toContain('command 1 of 4: needs the invalidation queue');
    expect(reason).toContain('command 2 of 4: the machine would have to start anew');
    expect(viewer.head.config).toMatchObject({ strategy: 'strict', setting: 'bare-metal', quota: 7 });
    expect(viewer.user.of('crashed')).toEqual([]);
  });

  it.each<[string, (moment: RunMoment) => unknown]>([
    ['allowed: up to 3600 s', (moment) => ({ ...moment, time: 3601e12 })],
    ['the time is not a whole number', (moment) => ({ ...moment, time: Number.NaN })],
    ['20001 commands; allowed: up to 20000', (moment) => ({ ...moment, commands: Array.from({ length: 20_001 }) })],
    ['command 1 has no time', (moment) => ({ ...moment, commands: [null] })],
    [
      'after the time',
      (moment) => ({ ...moment, time: 1, commands: [{ at: 2, command: { kind: 'rogue', target: 'read-only' } }] }),
    ],
    [
      'command 1: adjust: seed cannot change',
      (moment) => ({ ...moment, commands: [{ at: 0, command: { kind: 'adjust', change: { seed: 1 } } }] }),
    ],
    ['acts is not a whole number', (moment) => ({ ...moment, acts: -1 })],
    ['ringSize is 7', (moment) => ({ ...moment, config: { ...moment.config, ringSize: 7 } })],
    ['no recording has been loaded', (moment) => ({ ...moment, config: { ...moment.config, workload: 'recording' } })],
  ])('is refused when it is absurd, and the machine stays: %s', (reason, spoil) => {
    const viewer = new Viewer(SMALL);
    viewer.run(30);
    const { shown } = viewer;
    viewer.do({ kind: 'open', moment: spoil(momentAt(viewer)) as RunMoment });
    expect(viewer.user.of('rejected').at(-1)).toMatchObject({
      command: 'open',
      reason: expect.stringContaining(reason),
    });
    expect(viewer.shown).toBe(shown);
  });
});

describe('a moment of a recording', () => {
  const bytes = readFileSync(join(import.meta.dirname, '../traces/lazy-nvme-life.txt'));
  const copy = (): ArrayBuffer => new Uint8Array(bytes).buffer;

  it('names the file by its hash, and opens with that file only', () => {
    const viewer = new Viewer(SMALL);
    viewer.do({ kind: 'load-recording', name: 'mine.txt', bytes: copy() });
    expect(viewer.user.of('recording-loaded').at(-1)).toMatchObject({ hash: hashBytes(bytes) });
    viewer.do({ kind: 'seek', to: 30_000_000_000 });
    viewer.do({ kind: 'adjust', change: { strategy: 'optimistic' } });
    viewer.do({ kind: 'seek', to: 60_000_000_000 });
    const moment = throughLink(momentAt(viewer));
    expect(moment.recording).toEqual({ name: 'mine.txt', hash: hashBytes(bytes) });
    const other = new Viewer(SMALL);
    other.do({ kind: 'open', moment });
    expect(other.user.of('rejected').at(-1)?.reason).toContain('mine.txt has not been loaded');
    const wrong = readFileSync(join(import.meta.dirname, '../traces/strict-nvme-life.txt'));
    other.do({ kind: 'load-recording', name: 'b.txt', bytes: new Uint8Array(wrong).buffer, moment });
    expect(other.user.of('rejected').at(-1)?.reason).toContain('b.txt: it is another recording than mine.txt');
    expect(other.head.config.workload).toBe('transmit');
    other.do({ kind: 'load-recording', name: 'mine.txt', bytes: copy(), moment });
    expect(other.shown).toBe(viewer.shown);
    expect(other.head.now).toBe(viewer.head.now);
  });
});
