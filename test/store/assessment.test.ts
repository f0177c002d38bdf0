import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cellsToAssess } from '../../src/store/assessment.ts';
import { MATRIX_CELLS } from '../../src/store/matrix-figures.ts';
import { cellKey } from '../../src/store/measured-cells.ts';
import { LabRig } from '../support/lab-rig.ts';
import { replay } from '../support/replay-command.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const path = join(import.meta.dirname, '../../public/traces/strict-stale.txt');

/** A page that has a recording, and stands still. */
async function withRecording(): Promise<LabRig> {
  const rig = new LabRig();
  rig.pass(50);
  const bytes = readFileSync(path);
  await rig.open(new File([bytes], 'strict-stale.txt'));
  expect(rig.state.recording.kind).toBe('loaded');
  rig.lab.actions.pause();
  rig.pass(50);
  return rig;
}

describe('what a recording would cost and expose', () => {
  test('is in every cell what the command says', async () => {
    const rig = await withRecording();
    rig.lab.actions.assessRecording(true);
    for (let i = 0; i < 500 && rig.state.assessment.job !== undefined; i++) rig.pass(50);
    const { assessment, run } = rig.state;
    expect([cellsToAssess(assessment), run]).toEqual([[], 'paused']);
    for (const { setting, strategy } of MATRIX_CELLS) {
      const cell = assessment.cells[cellKey(setting, strategy)];
      const { code, out, err } = await replay(path, '--setting', setting, '--strategy', strategy, '--json');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(cell).toMatchObject({ kind: 'assessed' });
      expect((cell as { report: unknown }).report, `${setting} ${strategy}`).toEqual(JSON.parse(out));
    }
    const strict = assessment.cells['samecore/strict'];
    const bare = assessment.cells['bare-metal/strict'];
    if (strict?.kind !== 'assessed' || bare?.kind !== 'assessed') throw new Error('not assessed');
    expect(bare.cyclesPerPair).toBeGreaterThan(100);
    expect(strict.cyclesPerPair).toBeGreaterThan(2 * bare.cyclesPerPair);
    const { cold, alias, reuse, pageMaps, distances } = assessment.reuse!;
    expect(cold + alias + reuse).toBe(pageMaps);
    expect(distances.reduce((sum, count) => sum + count, 0)).toBe(reuse);
  });

  test('stops when told, goes on with what is missing, and is forgotten with the recording', async () => {
    const rig = await withRecording();
    rig.lab.actions.assessRecording(true);
    for (let i = 0; i < 500 && cellsToAssess(rig.state.assessment).length > 16; i++) rig.pass(10);
    rig.lab.actions.assessRecording(false);
    rig.pass(50);
    const left = cellsToAssess(rig.state.assessment).length;
    rig.pass(2000);
    expect(cellsToAssess(rig.state.assessment).length).toBe(left);
    rig.lab.actions.assessRecording(true);
    expect(rig.sent.at(-1)).toMatchObject({ kind: 'assess-recording', cells: { length: left } });
    for (let i = 0; i < 500 && rig.state.assessment.job !== undefined; i++) rig.pass(50);
    expect(cellsToAssess(rig.state.assessment)).toEqual([]);
    await rig.open(new File([readFileSync(path)], 'again.txt'));
    expect(rig.state.assessment).toMatchObject({ job: undefined, reuse: undefined, cells: {} });
  });
});
