import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseManifest } from '../../src/store/recording-manifest.ts';
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
    await rig.open(fileOf('life.txt', readFileSync(join(TRACES, 'strict-cm-nvme-life.txt'))));
    rig.pass(200);
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
    await rig.open(fileOf('holiday.jpg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)));
    rig.pass(500);
    expect(rig.state.recording).toMatchObject({ kind: 'refused', name: 'holiday.jpg' });
    const { now } = rig.state;
    rig.pass(200);
    expect(rig.state.now).toBeGreaterThan(now);
  });

  test('that cannot be read is refused', async () => {
    const rig = new LabRig();
    const file = fileOf('gone.txt', 'x');
    vi.spyOn(file, 'slice').mockReturnValue(fileOf('part', ''));
    vi.spyOn(file.slice(), 'arrayBuffer').mockRejectedValue(new Error('it was moved'));
    await rig.open(file);
    expect(rig.state.recording).toMatchObject({
      kind: 'refused',
      reason: 'gone.txt: it could not be read: it was moved',
    });
  });

  test('can be cancelled while it is read; late news of it does not bring it back', async () => {
    const rig = new LabRig();
    rig.pass(50);
    await rig.lab.actions.openFile(fileOf('life.txt', readFileSync(join(TRACES, 'strict-cm-nvme-life.txt'))));
    expect(rig.state.recording.kind).toBe('reading');
    rig.lab.actions.cancelLoading();
    rig.pass(200);
    expect(rig.state.recording).toEqual({ kind: 'none' });
    expect(rig.state.config.workload).toBe('transmit');
  });

  test('beyond the largest is refused with the limit, unread', async () => {
    const rig = new LabRig();
    const file = fileOf('huge.txt', 'x');
    Object.defineProperty(file, 'size', { value: 600 * 2 ** 20 });
    await rig.lab.actions.openFile(file);
    expect(rig.state.recording).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/larger than 512 MiB/),
    });
    expect(rig.sent.some(({ kind }) => kind === 'load-recording')).toBe(false);
  });
});
