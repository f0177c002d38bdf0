import { afterEach, describe, expect, test, vi } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import { parseRunFile } from '../../src/settings/run-file.ts';
import { filesOf, type SavedFile } from '../../src/ui/links/files-of.ts';
import { embedSnippet, pageAddress } from '../../src/ui/links/snippets.ts';
import { parseTranslations } from '../export/parse-debugfs.ts';
import { PLAIN_MOMENT } from '../settings/moments.ts';
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
  return { files: filesOf(rig.state, await asked, rig.lab.actions.writeTables), rig };
}

const textOf = async (files: readonly SavedFile[], label: string): Promise<string> =>
  (await files.find((file) => file.label === label)!.make()).text;

describe('files', () => {
  test('hold what the page shows: run, figures, events without a gap, tables', async () => {
    const { files, rig } = await filesAfterRun();
    const { state } = rig;
    expect(parseRunFile(await textOf(files, 'Run'), rig.lab.vocabulary).config).toEqual(state.reportedConfig);
    expect(await textOf(files, 'Figures, CSV')).toContain(`\nhash,${state.metrics!.hash},`);
    expect(JSON.parse(await textOf(files, 'Figures, JSON'))).toMatchObject({
      events: { value: state.metrics!.events },
    });
    const trace = JSON.parse(await textOf(files, 'Events')) as {
      traceEvents: { ph: string; args: { event: number } }[];
    };
    const numbers = trace.traceEvents.filter(({ ph }) => ph === 'i').map(({ args }) => args.event);
    expect(numbers.length).toBeGreaterThan(20);
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
    expect(numbers.at(-1)).toBe(state.metrics!.events - 1);
    expect(await textOf(files, 'Guest page tables')).toMatch(/^Device 0000:/);
    expect(await textOf(files, 'Guest context entries')).toMatch(/^IOMMU dmar0: Root Table Address: 0x/);
  });

  test('hold every table, also those of which a report has no room', { timeout: 60_000 }, async () => {
    // Every page is a fresh one and stays mapped: the tables grow beyond the 32 of each side that a report holds.
    const fresh = { quota: 1_000_000, ageLimitMicroseconds: 1_000_000, coldPartsPerMillion: 1_000_000 };
    const config = { ...DEFAULT_CONFIG, setting: 'sidecore', strategy: 'optimistic', ...fresh } as const;
    const rig = new LabRig({ config });
    rig.lab.actions.watch(['tables', 'shadowTables']);
    rig.lab.actions.seek(35e9);
    while (rig.state.now < 35e9) rig.pass(100);
    rig.lab.actions.pause();
    rig.pass(100);
    const { tables, shadowTables } = rig.state.sections;
    expect(tables!.omittedTables).toBeGreaterThan(0);
    expect(shadowTables!.omittedTables).toBeGreaterThan(0);
    const files = filesOf(rig.state, { ...PLAIN_MOMENT, config }, rig.lab.actions.writeTables);
    const asked = Promise.all(['Guest page tables', 'Shadow page tables'].map((label) => textOf(files, label)));
    rig.pass(100);
    const [guest, shadow] = (await asked).map((text) => parseTranslations(text));
    for (const [texts, section] of [
      [guest, tables],
      [shadow, shadowTables],
    ] as const) {
      const paths = [...texts![0]!.pages.values()];
      const below = [1, 2, 3].map((level) => new Set(paths.map((path) => path[level])).size);
      const named = 1 + below.reduce((sum, count) => sum + count);
      expect(named).toBeGreaterThan(section!.address.length);
      expect(named).toBeLessThanOrEqual(section!.address.length + section!.omittedTables);
    }
    // Two structures, of which the hypervisor made one from the other.
    const [mine, theirs] = [guest!, shadow!].map((texts) => [...texts[0]!.pages.keys()]);
    expect(mine).toEqual(theirs);
    expect(guest![0]!.top).not.toBe(shadow![0]!.top);
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
