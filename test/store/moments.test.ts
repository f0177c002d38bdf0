import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, test, vi } from 'vitest';
import { hashBytes } from '../../src/base/fnv.ts';
import { linkHash, readLink } from '../../src/settings/permalink.ts';
import { runFileText } from '../../src/settings/run-file.ts';
import { linkVocabulary } from '../../src/store/link-vocabulary.ts';
import { LabRig } from '../support/lab-rig.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** The moment that a page shows, as it would be put in a link. */
async function momentOf(rig: LabRig) {
  const asked = rig.lab.actions.currentMoment();
  rig.pass(50);
  return asked;
}

async function linkOf(rig: LabRig): Promise<string> {
  const link = linkHash(await momentOf(rig));
  if (link.kind !== 'link') throw new Error(link.reason);
  return link.hash;
}

const open = (hash: string): LabRig => new LabRig({ link: readLink(hash, linkVocabulary())! });

function machineOf({ state }: LabRig): unknown {
  const { now, run, speed, selection, metrics, reportedConfig } = state;
  return { now, run, speed, selection, hash: metrics?.hash, reportedConfig };
}

async function drop(rig: LabRig, text: string | Uint8Array<ArrayBuffer>, name = 'a.txt'): Promise<void> {
  await rig.lab.actions.openFile(new File([text], name));
  for (let i = 0; i < 20; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    rig.pass(20);
  }
}

describe('a link', () => {
  test('opens the picture it was taken from: machine, toggles, time, selection, panel, speed', async () => {
    const rig = new LabRig();
    const { actions, view } = rig.lab;
    rig.pass(300);
    actions.chooseStrategy('optimistic');
    rig.pass(300);
    actions.attack('just-unmapped');
    rig.pass(100);
    actions.pause();
    actions.setSpeed(5);
    actions.select({ kind: 'iova', iova: 0xffff_e000, domainId: 1 });
    view.setState({ maximized: 'tables', shownPanels: ['page-tables', 'log'], showsTables: true });
    view.setState({ numbers: 'decimal', detail: 'full' });
    rig.pass(100);
    const other = open(await linkOf(rig));
    other.pass(600);
    expect(machineOf(other)).toEqual(machineOf(rig));
    expect(other.lab.view.getState()).toEqual({ ...view.getState(), isStoryOn: false });
    expect(await linkOf(other)).toBe(await linkOf(rig));
    expect(other.state.machine).toBe(1);
  });

  test('that names no time runs, and one that says so runs on from its time', () => {
    const rig = open('#setting=samecore&strategy=deferred');
    rig.pass(300);
    expect(rig.state).toMatchObject({ run: 'running', config: { setting: 'samecore', strategy: 'deferred' } });
    const on = open('#t=0.2ms&play=1');
    on.pass(300);
    expect(on.state.run).toBe('running');
    expect(on.state.now).toBeGreaterThan(200_000_000);
  });

  test('keeps its notes until they are read, and opens without what was wrong', () => {
    const rig = open('#strategy=lazy&quota=7&t=0.1ms');
    rig.pass(300);
    expect(rig.state.arrival.notes).toEqual([
      { field: 'strategy', message: expect.stringContaining('allowed: strict') },
    ]);
    expect(rig.state).toMatchObject({ run: 'paused', config: { strategy: 'strict', quota: 7 } });
    rig.lab.actions.dismissArrival();
    expect(rig.state.arrival.notes).toEqual([]);
  });

  test('with an absurd time is refused by the emulator, and the page goes on', () => {
    const rig = open('#t=4000000ms');
    rig.pass(300);
    expect(rig.state.rejection?.reason).toContain('allowed: up to 3600 s');
    rig.lab.actions.run();
    rig.pass(200);
    expect(rig.state).toMatchObject({ run: 'running', connection: { kind: 'ready' } });
    expect(rig.state.now).toBeGreaterThan(0);
  });
});

describe('a run file', () => {
  test('is known by its content and reopens exactly', async () => {
    const rig = new LabRig();
    rig.pass(200);
    rig.lab.actions.chooseStrategy('deferred');
    rig.pass(200);
    rig.lab.actions.pause();
    rig.pass(100);
    const text = runFileText(await momentOf(rig));
    const other = new LabRig();
    other.pass(100);
    await drop(other, text, 'holiday.txt');
    expect(machineOf(other)).toEqual(machineOf(rig));
  });

  test('that is damaged is refused by name, and the machine goes on', async () => {
    const rig = new LabRig();
    rig.pass(100);
    await drop(rig, '{"format":"viommu-lab run","version":1,"config":{"strategy":"lazy"},"seed":1}', 'b.json');
    expect(rig.state.arrival.refused).toEqual({ name: 'b.json', reason: expect.stringContaining('config.strategy') });
    await drop(rig, '{"format":', 'cut.json');
    expect(rig.state.arrival.refused).toEqual({ name: 'cut.json', reason: expect.stringContaining('was cut off') });
    expect(rig.state.run).toBe('running');
  });
});

describe('a moment of a recording', () => {
  const bytes = new Uint8Array(readFileSync(join(import.meta.dirname, '../traces/lazy-nvme-life.txt')));
  const other = new Uint8Array(readFileSync(join(import.meta.dirname, '../traces/strict-nvme-life.txt')));

  test('asks for the file, takes no other, and opens exactly', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new Error('no network')));
    vi.stubGlobal('document', { baseURI: 'http://localhost/' });
    const rig = new LabRig();
    await drop(rig, bytes, 'mine.txt');
    rig.lab.actions.pause();
    rig.pass(200);
    const link = await linkOf(rig);
    expect(link).toContain(`recording=mine.txt&recording-hash=${hashBytes(bytes)}`);

    const viewer = open(link);
    await drop(viewer, other, 'other.txt');
    expect(viewer.state.recording).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('another recording'),
    });
    expect(viewer.state.arrival.wanting?.recording?.name).toBe('mine.txt');
    await drop(viewer, bytes, 'mine (1).txt');
    expect(viewer.state.arrival.wanting).toBeUndefined();
    expect(machineOf(viewer)).toEqual(machineOf(rig));
  });
});
