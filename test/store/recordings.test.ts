import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseManifest } from '../../src/store/recordings.ts';
import { REPLAY_SPEED } from '../../src/store/paces.ts';
import { LabRig } from '../support/lab-rig.ts';

const TRACES = join(import.meta.dirname, '../../public/traces');

afterEach(() => {
  vi.unstubAllGlobals();
});

const fileOf = (name: string, content: BlobPart): File => new File([content], name);

describe('the recordings that come with the page', () => {
  test('are all there', () => {
    const offers = parseManifest(JSON.parse(readFileSync(join(TRACES, 'manifest.json'), 'utf8')));
    expect(offers?.length).toBeGreaterThan(0);
    for (const { file, bytes } of offers ?? []) expect(readFileSync(join(TRACES, file)).byteLength).toBe(bytes);
  });

  test('are none when the list is not one', () => {
    expect(parseManifest({ recordings: [] })).toBeUndefined();
    expect(parseManifest([{ file: 1 }])).toBeUndefined();
  });
});

describe('a recording', () => {
  test('is read, replayed at a speed that shows it, and left for the workload before', async () => {
    const rig = new LabRig();
    rig.pass(100);
    await rig.lab.actions.openFile(fileOf('life.txt', readFileSync(join(TRACES, 'strict-cm-nvme-life.txt'))));
    rig.pass(2000);
    expect(rig.state).toMatchObject({ recording: { kind: 'loaded', name: 'life.txt' }, speed: REPLAY_SPEED });
    expect(rig.state.config.workload).toBe('recording');
    expect(rig.state.sections.recording?.total).toBeGreaterThan(0);
    rig.lab.actions.chooseWorkload('transmit');
    rig.pass(200);
    expect(rig.state.config).toMatchObject({ workload: 'transmit', addressWidth: 48, invalidation: 'register' });
    expect(rig.state.run).toBe('running');
  });

  test('that is none is refused by name, and the machine goes on', async () => {
    const rig = new LabRig();
    rig.pass(100);
    await rig.lab.actions.openFile(fileOf('holiday.jpg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)));
    rig.pass(500);
    expect(rig.state.recording).toMatchObject({ kind: 'refused', name: 'holiday.jpg' });
    const { now } = rig.state;
    rig.pass(200);
    expect(rig.state.now).toBeGreaterThan(now);
  });

  test('that cannot be read is refused', async () => {
    const rig = new LabRig();
    const file = fileOf('gone.txt', 'x');
    vi.spyOn(file, 'arrayBuffer').mockRejectedValue(new Error('it was moved'));
    await rig.lab.actions.openFile(file);
    expect(rig.state.recording).toMatchObject({ kind: 'refused', reason: 'it could not be read: it was moved' });
  });
});
