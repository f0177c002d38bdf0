import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseRunFile } from '../../src/settings/run-file.ts';
import { filesOf, type SavedFile } from '../../src/ui/links/files-of.ts';
import { embedSnippet, pageAddress } from '../../src/ui/links/snippets.ts';
import { LabRig } from '../support/lab-rig.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

async function filesAfterRun(): Promise<{ files: SavedFile[]; rig: LabRig }> {
  const rig = new LabRig();
  rig.lab.actions.setSpeed(5);
  rig.pass(3000);
  rig.lab.actions.pause();
  rig.pass(100);
  const asked = rig.lab.actions.currentMoment();
  rig.pass(20);
  return { files: filesOf(rig.state, await asked), rig };
}

const textOf = (files: readonly SavedFile[], label: string): string =>
  files.find((file) => file.label === label)!.make().text;

describe('files', () => {
  test('hold what the page shows: run, figures, events without a gap, tables', async () => {
    const { files, rig } = await filesAfterRun();
    const { state } = rig;
    expect(parseRunFile(textOf(files, 'Run'), rig.lab.vocabulary).config).toEqual(state.reportedConfig);
    expect(textOf(files, 'Figures, CSV')).toContain(`\nhash,${state.metrics!.hash},`);
    expect(JSON.parse(textOf(files, 'Figures, JSON'))).toMatchObject({ events: { value: state.metrics!.events } });
    const trace = JSON.parse(textOf(files, 'Events')) as { traceEvents: { ph: string; args: { event: number } }[] };
    const numbers = trace.traceEvents.filter(({ ph }) => ph === 'i').map(({ args }) => args.event);
    expect(numbers.length).toBeGreaterThan(20);
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
    expect(numbers.at(-1)).toBe(state.metrics!.events - 1);
    expect(textOf(files, 'Guest page tables')).toMatch(/^Device 0000:/);
    expect(textOf(files, 'Guest context entries')).toMatch(/^IOMMU dmar0: Root Table Address: 0x/);
  });

  test('have names that are names everywhere', async () => {
    const { files } = await filesAfterRun();
    for (const { name } of files) expect(name).toMatch(/^[a-z0-9][a-zA-Z0-9._-]*$/);
    expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
  });
});

describe('a frame for another page', () => {
  test('cannot be left by what stands in the address', () => {
    const hash = '#v=1&recording="><script>alert(1)</script>';
    const snippet = embedSnippet('http://a/b"onload="x', hash, undefined);
    expect(snippet.match(/"/g)).toHaveLength(10);
    expect(snippet).not.toContain('<script');
  });

  test('is of the page alone', () => {
    expect(pageAddress('https://a/b/index.html?embed#v=1')).toBe('https://a/b/index.html');
  });
});
