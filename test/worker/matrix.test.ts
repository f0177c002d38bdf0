import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../src/config/identifiers.ts';
import type { MatrixCell } from '../../src/protocol/commands.ts';
import type { HostEnvironment } from '../../src/worker/environment.ts';
import { finishErrand } from '../../src/worker/errands.ts';
import { Matrix, measureCell } from '../../src/worker/matrix.ts';
import { MachineMaker } from '../../src/worker/machine-maker.ts';
import type { Report } from '../../src/protocol/reports.ts';
import { ManualPacemaker } from '../support/manual-pacemaker.ts';
import { SMALL, Viewer } from '../support/viewer.ts';

/** Little to do: a slow link, large frames and short limits. */
const QUIET = {
  ...SMALL,
  linkGbps: 1,
  framePayloadBytes: 4000,
  ageLimitMicroseconds: 500,
  flushTimeoutMicroseconds: 500,
};
const CELLS: MatrixCell[] = SETTINGS.map((setting) => ({
  setting,
  strategy: setting === 'direct' ? 'passthrough' : 'strict',
}));

const environmentOf = ({ wallTime, soon, later }: ManualPacemaker, posted: Report[]): HostEnvironment => ({
  wallTime,
  soon,
  later,
  post: (report) => posted.push(report),
});

describe('the matrix', () => {
  it('measures cell after cell while the live machine runs on undisturbed', () => {
    const viewer = new Viewer(QUIET, 0.1, []);
    viewer.send({ kind: 'measure-matrix', config: QUIET, cells: CELLS });
    viewer.send({ kind: 'run', pace: { kind: 'time', rate: 0.0001 } });
    for (let i = 0; i < 200 && viewer.user.of('cell-measured').length < CELLS.length; i++) viewer.pacemaker.pass(50);
    const measured = viewer.user.of('cell-measured');
    expect(measured.map(({ setting, strategy }) => ({ setting, strategy }))).toEqual(CELLS);
    for (const { percent, span, peakStalePages } of measured) {
      expect(percent).toBeGreaterThan(50);
      expect(percent).toBeLessThanOrEqual(100.1);
      expect(span).toEqual({ warmUp: 2, window: 20 });
      expect(peakStalePages).toBe(0);
    }
    const exits = Object.fromEntries(measured.map((cell) => [cell.setting, cell.exitsPerFrame]));
    expect([exits['bare-metal'], exits['sidecore'], exits['direct']]).toEqual([0, 0, 0]);
    expect(exits['samecore']).toBeGreaterThan(1);
    expect(viewer.head.state).toBe('running');
    expect(viewer.head.config).toEqual(QUIET);
  });

  it('says which cells there cannot be', () => {
    const viewer = new Viewer(QUIET, 1, []);
    viewer.do({
      kind: 'measure-matrix',
      config: QUIET,
      cells: [
        { setting: 'bare-metal', strategy: 'async' },
        { setting: 'direct', strategy: 'optimistic' },
      ],
    });
    expect(viewer.user.of('cell-refused').map(({ strategy }) => strategy)).toEqual(['async', 'optimistic']);
  });

  it('does nothing when hidden, and stops when told', () => {
    const posted: Report[] = [];
    const pacemaker = new ManualPacemaker(0.5);
    const environment = environmentOf(pacemaker, posted);
    const fail = (error: unknown): never => {
      throw error;
    };
    const matrix = new Matrix(environment, new MachineMaker(environment), fail);
    matrix.start(QUIET, CELLS);
    matrix.setHidden(true);
    expect(pacemaker.pass(10_000)).toBe(0);
    matrix.setHidden(false);
    expect(pacemaker.pass(100)).toBeGreaterThan(3);
    matrix.start(QUIET, []);
    const { length } = posted;
    expect(pacemaker.pass(10_000)).toBe(0);
    expect(posted.length).toBe(length);
  });

  it('measures alike in any slices', () => {
    const run = (): unknown[] => {
      const results: unknown[] = [];
      const maker = new MachineMaker(environmentOf(new ManualPacemaker(), []));
      finishErrand(measureCell(maker.machine(QUIET), (measurement) => results.push(measurement)));
      return results;
    };
    expect(run()).toEqual(run());
  });
});
