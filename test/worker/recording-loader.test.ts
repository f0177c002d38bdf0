import { describe, expect, it } from 'vitest';
import type { BytesOnDisk } from '../../src/protocol/commands.ts';
import type { LoadedRecording } from '../../src/worker/machine-maker.ts';
import { RecordingLoader } from '../../src/worker/recording-loader.ts';
import type { HostEnvironment } from '../../src/worker/environment.ts';
import { MadeTrace } from '../support/made-trace.ts';
import { ManualPacemaker } from '../support/manual-pacemaker.ts';

/** A loader, and what became of the file. */
class Loading {
  readonly pacemaker = new ManualPacemaker();
  readonly progress: number[] = [];
  loaded: LoadedRecording | undefined;
  refused: string | undefined;
  readonly loader: RecordingLoader;

  constructor(limits?: { operations: number; text: number }) {
    const { wallTime, soon, later } = this.pacemaker;
    const environment: HostEnvironment = { wallTime, soon, later, post: () => undefined };
    const failed = (error: unknown): never => {
      throw error;
    };
    this.loader = new RecordingLoader(environment, failed, limits);
  }

  async load(bytes: ArrayBuffer | BytesOnDisk, until = (): boolean => false): Promise<this> {
    this.loader.load('own.txt', bytes, {
      progress: (done) => this.progress.push(done),
      loaded: (recording) => (this.loaded = recording),
      refused: (reason) => (this.refused = reason),
    });
    for (let i = 0; i < 2000 && this.loaded === undefined && this.refused === undefined && !until(); i++) {
      this.pacemaker.pass(100);
      await Promise.resolve();
    }
    return this;
  }
}

const MIB = 2 ** 20;
const LIMITS = { operations: 4_000_000, text: 2 ** 32 };

describe('a recording on disk', () => {
  it('is read part by part, and gives what it gives from memory', async () => {
    const trace = new MadeTrace(60_000);
    const { loaded, progress } = await new Loading().load(trace);
    expect(trace.largestRead).toBe(4 * MIB);
    expect(trace.bytesRead).toBe(trace.size);
    expect(progress.at(-1)).toBe(trace.size);
    expect(progress.length).toBeGreaterThan(3);
    const whole = await trace.slice(0, trace.size).arrayBuffer();
    const inMemory = await new Loading().load(whole);
    expect(loaded?.content.summary).toEqual(inMemory.loaded?.content.summary);
    expect(loaded?.content.summary).toMatchObject({ maps: 20_000, unmaps: 20_000, unparsedLines: 0 });
    expect(loaded?.plan.pieces.length).toBe(20_000);
  });

  it('that is a file of the browser is read the same', async () => {
    const trace = new MadeTrace(600);
    const whole = await trace.slice(0, trace.size).arrayBuffer();
    const loading = new Loading();
    const waiting = loading.load(new File([whole], 'own.txt'), () => true);
    for (let i = 0; i < 500 && loading.loaded === undefined; i++) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      loading.pacemaker.pass(10);
    }
    await waiting;
    expect(loading.loaded?.content.summary.maps).toBe(200);
  });

  it('stops where the limit is, which the answer names, long before its end', async () => {
    const trace = new MadeTrace(120_000);
    const { refused } = await new Loading({ ...LIMITS, operations: 10_000 }).load(trace);
    expect(refused).toMatch(/^own\.txt: .*more than 10,000 operations.*parts/);
    expect(trace.bytesRead).toBeLessThan(trace.size / 2);
    const { refused: long } = await new Loading({ ...LIMITS, text: 2 ** 20 }).load(new MadeTrace(20_000));
    expect(long).toMatch(/more than 0\.001 GiB of text/);
  });

  it('is dropped when told, and nothing more comes of it', async () => {
    const trace = new MadeTrace(30_000);
    const loading = new Loading();
    await loading.load(trace, () => loading.progress.length > 1);
    loading.loader.cancel();
    const { length } = loading.progress;
    for (let i = 0; i < 50; i++) {
      loading.pacemaker.pass(100);
      await Promise.resolve();
    }
    expect(loading.progress.length).toBe(length);
    expect([loading.loaded, loading.refused]).toEqual([undefined, undefined]);
  });

  it('that can be read no longer is refused with the reason', async () => {
    const gone: BytesOnDisk = {
      size: 1000,
      slice: () => ({ arrayBuffer: () => Promise.reject(new Error('the file has changed')) }),
    };
    expect((await new Loading().load(gone)).refused).toBe('own.txt: it could not be read: the file has changed');
  });
});
