import { describe, expect, it } from 'vitest';
import { Undo, type KeptRun } from '../../src/worker/undo.ts';
import { SMALL, Viewer } from '../support/viewer.ts';

/** Everything that is shown at the moment where a run stands, and how far it is known. */
function stateOf(viewer: Viewer): object {
  const { shown } = viewer;
  const { now, config, history } = viewer.head;
  return { shown, now, config, end: history.end, isPast: history.isPast, marks: history.marks };
}

const wasRun = (): Viewer => {
  const viewer = new Viewer({ ...SMALL, strategy: 'optimistic' });
  viewer.run(300);
  viewer.do({ kind: 'adjust', change: { quota: 10 } });
  viewer.run(300);
  return viewer;
};

describe('undo', () => {
  it('brings back the run before a change in the past, and what had come after it', () => {
    const viewer = wasRun();
    const { now } = viewer.head;
    const end = viewer.shown;
    viewer.do({ kind: 'seek', to: now / 2 });
    const before = stateOf(viewer);
    expect(viewer.head.history).toMatchObject({ isPast: true, undo: 1, redo: 0 });
    viewer.do({ kind: 'adjust', change: { strategy: 'strict' } });
    viewer.run(400);
    const forked = stateOf(viewer);
    viewer.do({ kind: 'undo' });
    expect(stateOf(viewer)).toEqual(before);
    expect(viewer.head.history).toMatchObject({ undo: 1, redo: 1 });
    // What came after comes again, the command in it too.
    viewer.do({ kind: 'seek', to: now });
    expect(viewer.shown).toBe(end);
    viewer.do({ kind: 'redo' });
    expect(stateOf(viewer)).toEqual(forked);
  });

  it('brings back the run before a change of a running machine, one after another', () => {
    const viewer = wasRun();
    const first = stateOf(viewer);
    viewer.do({ kind: 'adjust', change: { ageLimitMicroseconds: 100 } });
    viewer.run(100);
    const second = stateOf(viewer);
    viewer.do({ kind: 'rogue', target: 'just-unmapped' });
    viewer.run(100);
    viewer.do({ kind: 'undo' });
    expect(stateOf(viewer)).toEqual(second);
    viewer.do({ kind: 'undo' });
    expect(stateOf(viewer)).toEqual(first);
    viewer.do({ kind: 'undo' });
    expect(viewer.head.config.quota).toBe(SMALL.quota);
    viewer.do({ kind: 'undo' });
    expect(viewer.user.of('rejected').at(-1)?.reason).toBe('there is nothing to undo');
    viewer.do({ kind: 'redo' });
    expect(stateOf(viewer)).toEqual(first);
    // Another change leaves nothing to be done again.
    viewer.do({ kind: 'adjust', change: { quota: 11 } });
    expect(viewer.head.history.redo).toBe(0);
  });

  it('brings back the machine before another one, with its commands, and the moment of an event', () => {
    const viewer = wasRun();
    viewer.do({ kind: 'seek', toEvent: 200 });
    const { event } = viewer.head;
    const before = stateOf(viewer);
    viewer.do({ kind: 'configure', config: { ...SMALL, ringSize: 32, seed: 7 } });
    viewer.run(200);
    const other = stateOf(viewer);
    viewer.do({ kind: 'undo' });
    expect(viewer.head.event).toBe(event);
    expect(stateOf(viewer)).toEqual(before);
    viewer.do({ kind: 'redo' });
    expect(stateOf(viewer)).toEqual(other);
    viewer.do({ kind: 'undo' });
    viewer.do({ kind: 'undo' });
    expect(viewer.head.config.quota).toBe(SMALL.quota);
  });

  it('takes the machine that is compared with along', () => {
    const viewer = wasRun();
    viewer.do({ kind: 'compare', config: { ...viewer.head.config, strategy: 'strict' } });
    const { now } = viewer.head;
    viewer.do({ kind: 'adjust', change: { ageLimitMicroseconds: 100 } });
    viewer.run(200);
    viewer.do({ kind: 'undo' });
    expect(viewer.head).toMatchObject({ now, twin: { config: { strategy: 'strict', ageLimitMicroseconds: 10_000 } } });
    expect(Math.abs(viewer.head.twin!.now - now)).toBeLessThan(1e9);
    expect(viewer.user.of('crashed')).toEqual([]);
  });

  it('keeps some dozens of runs, and takes a slider that is dragged for one change', () => {
    const undo = new Undo();
    const kept = { course: { entries: [] } } as unknown as KeptRun;
    for (let change = 0; change < 100; change++) undo.note(kept, { strategy: 'strict' }, change);
    expect(undo.counts).toEqual({ undo: 48, redo: 0 });
    const dragged = new Undo();
    for (let change = 0; change < 100; change++) dragged.note(kept, { quota: change }, change * 20);
    expect(dragged.counts.undo).toBe(1);
    dragged.note(kept, { quota: 4 }, 10_000);
    dragged.note(kept, { ageLimitMicroseconds: 4 }, 10_001);
    expect(dragged.counts.undo).toBe(3);
    // Long logs are bounded by their commands.
    const long = { course: { entries: Array.from({ length: 90_000 }) } } as unknown as KeptRun;
    for (let change = 0; change < 10; change++) undo.note(long, { strategy: 'strict' }, change);
    expect(undo.counts.undo).toBe(2);
  });
});
