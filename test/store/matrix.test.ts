import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MATRIX_CELLS, missingCells } from '../../src/store/matrix-figures.ts';
import { cellKey } from '../../src/store/measured-cells.ts';
import { SPEED_STOPS } from '../../src/store/paces.ts';
import { LabRig } from '../support/lab-rig.ts';
import { QUIET } from '../support/quiet-config.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Jobs given to the emulator: how many cells each had; 0 stops. */
const jobs = (rig: LabRig): number[] =>
  rig.sent.flatMap((command) => (command.kind === 'measure-matrix' ? [command.cells.length] : []));
const known = (rig: LabRig): number => MATRIX_CELLS.length - missingCells(rig.state.matrix).length;

/** A page that runs and has been left alone for a while. */
function idlePage(fillsMatrix = true): LabRig {
  const rig = new LabRig({ config: QUIET, fillsMatrix });
  // The machine itself has next to nothing to do.
  rig.lab.actions.setSpeed(0);
  rig.pass(100);
  vi.advanceTimersByTime(3000);
  rig.pass(50);
  return rig;
}

describe('the matrix in the background', () => {
  test('fills while the machine runs, and every cell is measured or says why not', () => {
    const rig = idlePage();
    expect(rig.state.matrix.job).toBeDefined();
    for (let i = 0; i < 400 && missingCells(rig.state.matrix).length > 0; i++) rig.pass(100);
    const { matrix, cells, run } = rig.state;
    expect(missingCells(matrix)).toEqual([]);
    expect(matrix.cells['bare-metal/async']).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/queue/) });
    expect(matrix.cells['sidecore/optimistic']).toMatchObject({ kind: 'measured', span: { warmUp: 2, window: 20 } });
    expect(cells.percent['sidecore/optimistic']).toBeGreaterThan(90);
    rig.pass(50);
    expect(rig.state.matrix.job).toBeUndefined();
    expect(run).toBe('running');
  }, 60_000);

  test('rests while the machine stands still, and goes on with what is missing', () => {
    const rig = idlePage();
    while (known(rig) === 0) rig.pass(20);
    rig.lab.actions.pause();
    rig.pass(100);
    expect(rig.state.matrix.job).toBeUndefined();
    const done = known(rig);
    vi.advanceTimersByTime(60_000);
    rig.pass(5000);
    expect(known(rig)).toBe(done);
    expect(rig.wantsFrame).toBe(false);
    rig.lab.actions.run();
    rig.pass(50);
    vi.advanceTimersByTime(3000);
    rig.pass(50);
    expect(rig.state.matrix.job).toBeDefined();
    expect(jobs(rig)).toEqual([MATRIX_CELLS.length, 0, MATRIX_CELLS.length - done]);
  });

  test('is not measured unasked where the page does not want it, or the machine runs as fast as it can', () => {
    expect(jobs(idlePage(false))).toEqual([]);
    const rig = new LabRig({ config: QUIET, fillsMatrix: true });
    rig.lab.actions.setSpeed(SPEED_STOPS.length - 1);
    rig.pass(50);
    vi.advanceTimersByTime(3000);
    rig.pass(50);
    expect(jobs(rig)).toEqual([]);
  });

  test('is measured at once when asked, also while the machine stands still, and stops when told', () => {
    const rig = idlePage(false);
    rig.lab.actions.pause();
    rig.pass(100);
    rig.lab.actions.measureMatrix(true);
    while (known(rig) < 2) rig.pass(20);
    rig.lab.actions.measureMatrix(false);
    rig.pass(50);
    const done = known(rig);
    rig.pass(2000);
    expect(rig.state.matrix).toMatchObject({ job: undefined, wanted: 'none' });
    expect(known(rig)).toBe(done);
    rig.lab.actions.measureMatrix(true);
    while (known(rig) === done) rig.pass(20);
    expect(jobs(rig).at(-1)).toBe(MATRIX_CELLS.length - done);
  });

  test('forgets what answered another question, but not for another cell', () => {
    const rig = idlePage();
    while (known(rig) < 2) rig.pass(20);
    rig.lab.actions.chooseCell('bare-metal', 'deferred');
    rig.pass(100);
    const { length } = Object.keys(rig.state.matrix.cells);
    expect(length).toBeGreaterThanOrEqual(2);
    rig.lab.actions.adjust({ quota: 16 });
    rig.pass(100);
    expect(known(rig)).toBe(0);
    expect(rig.state.cells.percent[cellKey('samecore', 'strict')]).toBeUndefined();
  });
});
