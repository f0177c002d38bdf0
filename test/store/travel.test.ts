import { afterEach, describe, expect, test, vi } from 'vitest';
import { DEFAULT_CONFIG, type MachineConfig } from '../../src/config/machine-config.ts';
import { CELL } from '../../src/protocol/snapshot.ts';
import { EVENT } from '../../src/trace/catalogue.ts';
import { eventAt, findEvent, logCount } from '../../src/store/event-log.ts';
import { arrive, AT_HOME, noteTravel } from '../../src/store/travel-state.ts';
import { isAtStart } from '../../src/store/travel-actions.ts';
import { LabRig } from '../support/lab-rig.ts';

const SAMECORE: MachineConfig = { ...DEFAULT_CONFIG, setting: 'samecore' };

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A page whose machine has run for a while and stands. */
function standingRig(milliseconds = 300): LabRig {
  const rig = new LabRig();
  rig.pass(milliseconds);
  rig.lab.actions.pause();
  rig.pass(100);
  return rig;
}

/** Everything that is on show, except what tells how it was reached. */
function picture({ state }: LabRig): string {
  const { now, metrics, sections, travel } = state;
  return JSON.stringify([now, metrics?.hash, metrics?.events, sections.iotlb, sections.teardown, travel.event]);
}

describe('a run that is stopped', () => {
  test('says by what, with the event, until the next run', () => {
    const rig = new LabRig({ config: SAMECORE });
    rig.pass(200);
    rig.lab.actions.setBreakpoints(['vm-exit', 'fault']);
    rig.lab.actions.run();
    rig.pass(2000);
    const { stop } = rig.state.travel;
    expect(rig.state.run).toBe('paused');
    expect(stop).toMatchObject({ breakpoint: 'vm-exit', event: { kind: EVENT['vm-exited'] } });
    expect(stop?.event?.sequence).toBe(stop?.sequence);
    rig.lab.actions.step();
    rig.pass(100);
    expect(rig.state.travel.stop?.sequence).toBe(stop?.sequence);
    rig.lab.actions.setBreakpoints([]);
    rig.lab.actions.run();
    rig.pass(100);
    expect(rig.state.travel.stop).toBeUndefined();
  });
});

describe('the log', () => {
  test('begins anew after a jump, and events are found in it by number', () => {
    const rig = standingRig();
    const { total } = rig.state.metrics!.events > 0 ? rig.state.log : { total: 0 };
    expect(total).toBeGreaterThan(100);
    rig.lab.actions.seek(Math.round(rig.state.now / 2));
    rig.pass(200);
    const { log, metrics, now } = rig.state;
    const numbers = Array.from({ length: logCount(log) }, (_, age) => eventAt(log, age).sequence);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(numbers[0]).toBe(metrics!.events - 1);
    expect(eventAt(log, 0).time).toBeLessThanOrEqual(now);
    expect(findEvent(log, numbers[7]!)).toEqual(eventAt(log, 7));
    expect(findEvent(log, numbers[0]! + 1)).toBeUndefined();
    expect(findEvent(log, numbers.at(-1)! - 1)).toBeUndefined();
  });
});

describe('a step back', () => {
  test('goes event by event, and not beyond the beginning', () => {
    const rig = standingRig();
    const before = rig.state.metrics!.events;
    rig.lab.actions.stepBack();
    rig.pass(100);
    expect(rig.state.travel.event).toBe(before - 2);
    rig.lab.actions.seek(0);
    rig.pass(200);
    expect(isAtStart(rig.state)).toBe(true);
    const { length } = rig.sent;
    rig.lab.actions.stepBack();
    expect(rig.sent.length).toBe(length);
  });
});

describe('a question about a cell', () => {
  test('is answered by the event that wrote it, which can be visited and come back from', () => {
    const rig = new LabRig();
    rig.lab.actions.chooseStrategy('optimistic');
    rig.pass(600);
    rig.lab.actions.pause();
    rig.pass(100);
    const { tables } = rig.state.sections;
    const cell = tables!.states.findIndex(
      (state, i) => tables!.level[Math.floor(i / 512)] === 1 && state % 16 === CELL.awaitingTeardown,
    );
    const address = tables!.address[Math.floor(cell / 512)]! + 8 * (cell % 512);
    const home = picture(rig);
    rig.lab.actions.ask({ kind: 'entry', address }, 'an entry');
    expect(rig.state.travel.question).toMatchObject({ about: 'an entry', answer: undefined });
    rig.pass(500);
    const event = rig.state.travel.question?.answer?.event;
    expect(event).toMatchObject({ kind: EVENT['entry-written'], value: address });
    rig.lab.actions.visitEvent(event!.sequence);
    rig.pass(500);
    expect(rig.state).toMatchObject({ now: event!.at, run: 'paused', travel: { event: event!.sequence } });
    expect(rig.state.metrics!.events).toBe(event!.sequence + 1);
    rig.lab.actions.comeBack();
    rig.pass(500);
    expect(picture(rig)).toBe(home);
    expect(rig.state.travel.left).toBeUndefined();
  });

  test('about what nothing ever wrote says so', () => {
    const rig = standingRig();
    rig.lab.actions.ask({ kind: 'entry', address: 8 }, 'nothing');
    rig.pass(500);
    expect(rig.state.travel.question?.answer).toEqual({ event: undefined });
  });

  test('is also answered for a page frame and an entry of the shadow', () => {
    const rig = new LabRig({ config: SAMECORE });
    rig.pass(400);
    rig.lab.actions.pause();
    rig.pass(100);
    const written = Array.from({ length: logCount(rig.state.log) }, (_, age) => eventAt(rig.state.log, age)).find(
      ({ kind }) => kind === EVENT['shadow-entry-written'],
    )!;
    rig.lab.actions.ask({ kind: 'shadow-entry', address: written.value }, 'an entry of the shadow');
    rig.pass(500);
    expect(rig.state.travel.question?.answer?.event?.sequence).toBeGreaterThanOrEqual(written.sequence);
    const pinned = Array.from({ length: logCount(rig.state.log) }, (_, age) => eventAt(rig.state.log, age)).find(
      ({ kind }) => kind === EVENT['page-pinned'],
    )!;
    rig.lab.actions.ask({ kind: 'frame', gpa: pinned.value + 8 }, 'a page frame');
    rig.pass(500);
    expect(rig.state.travel.question?.answer?.event).toMatchObject({ value: pinned.value });
  });
});

describe('a change in the past', () => {
  test('says what is forgotten, and forgets the way back there', () => {
    const rig = standingRig();
    const { now } = rig.state;
    rig.lab.actions.visitEvent(40);
    rig.pass(300);
    expect(rig.state.history).toMatchObject({ isPast: true });
    expect(rig.state.travel.left).toEqual({ at: now, event: undefined });
    rig.lab.actions.adjust({ quota: 8 });
    rig.pass(200);
    expect(rig.state.travel).toMatchObject({ fork: { until: now }, left: undefined });
    expect(rig.state.history).toMatchObject({ isPast: false, branches: 1 });
    expect(rig.state.history!.marks.length).toBe(1);
    rig.lab.actions.dismiss('fork');
    expect(rig.state.travel.fork).toBeUndefined();
  });
});

test('a change is undone and done again: configuration, moment and picture are what they were', () => {
  const rig = standingRig();
  const { undo, redo, chooseStrategy, restartWith } = rig.lab.actions;
  // Nothing has been changed: nothing is sent.
  undo();
  expect(rig.sent.at(-1)?.kind).not.toBe('undo');
  rig.lab.actions.visitEvent(40);
  rig.pass(300);
  const [before, { config, history }] = [picture(rig), rig.state];
  chooseStrategy('strict');
  rig.pass(200);
  const after = picture(rig);
  expect(rig.state.travel.fork).toBeDefined();
  undo();
  rig.pass(300);
  expect(rig.state).toMatchObject({ config, run: 'paused', travel: { fork: undefined } });
  expect(rig.state.history).toMatchObject({ end: history!.end, undo: 0, redo: 1 });
  expect(picture(rig)).toBe(before);
  redo();
  rig.pass(300);
  expect(rig.state.config.strategy).toBe('strict');
  expect(picture(rig)).toBe(after);
  restartWith({ ringSize: 64 });
  rig.pass(300);
  undo();
  rig.pass(300);
  expect(rig.state.config).toMatchObject({ strategy: 'strict', ringSize: config.ringSize });
  expect(picture(rig)).toBe(after);
});

test('a run that cannot go on says why, until something is changed', () => {
  const stuck = noteTravel(AT_HOME, { kind: 'gave-up', reason: 'the driver gave up', at: 7 });
  expect(stuck.impasse).toEqual({ reason: 'the driver gave up', at: 7 });
  const rig = standingRig();
  rig.lab.store.setState({ travel: stuck });
  rig.lab.actions.adjust({ quota: 9 });
  expect(rig.state.travel.impasse).toBeUndefined();
});

describe('a journey', () => {
  const seeking = { kind: 'seeking', at: 50, to: 90 } as const;

  test('tells how far it has got, from where, until it has arrived', () => {
    const first = noteTravel(AT_HOME, seeking);
    const second = noteTravel(first, { ...seeking, at: 70 });
    expect(second.journey).toEqual({ from: 50, at: 70, to: 90 });
    expect(arrive(second, undefined, standingRig(50).state.log).journey).toBeUndefined();
  });

  test('is broken off by a pause, and with it an open question', () => {
    const rig = standingRig();
    rig.lab.actions.ask({ kind: 'iotlb', slot: 60_000 }, 'a place of the IOTLB');
    rig.lab.actions.cancelJourney();
    expect(rig.state.travel.question).toBeUndefined();
    expect(rig.sent.at(-1)).toEqual({ kind: 'pause' });
  });
});
