import { expect, it } from 'vitest';
import type { HostEnvironment } from '../../src/worker/environment.ts';
import { RecordingLoader, type LoadListener } from '../../src/worker/recording-loader.ts';
import { LINE, MadeTrace } from '../support/made-trace.ts';

const BYTES = 200_000_000;
/** Mebibytes that loading may add: the operations, their plan, and room to grow. */
const MOST_MIB = 300;
/** Wall milliseconds for which the worker may be away at most. */
const LONGEST_SLICE = 1000;

/** Time, memory and the longest wait of others, once, for a trace as large as a long recording has. */
it('reads a trace of 200 MB in bounded memory, piece by piece', async () => {
  const trace = new MadeTrace(Math.ceil(BYTES / LINE));
  const mebibytes = (): number => process.memoryUsage().rss / 2 ** 20;
  const before = mebibytes();
  let peak = before;
  let longest = 0;
  const environment: HostEnvironment = {
    post: () => undefined,
    wallTime: () => performance.now(),
    soon: (callback) => {
      setImmediate(() => {
        const started = performance.now();
        callback();
        longest = Math.max(longest, performance.now() - started);
        peak = Math.max(peak, mebibytes());
      });
    },
    later: () => () => undefined,
  };
  const started = performance.now();
  const recording = await new Promise<Parameters<LoadListener['loaded']>[0]>((loaded, refused) => {
    new RecordingLoader(environment, refused).load('large.txt', trace, {
      progress: () => undefined,
      loaded,
      refused: (reason) => refused(new Error(reason)),
    });
  });
  const seconds = (performance.now() - started) / 1000;
  console.info(
    `${(trace.size / 1e6).toFixed(0)} MB: ${seconds.toFixed(1)} s, ${(peak - before).toFixed(0)} MiB more, longest slice ${longest.toFixed(0)} ms`,
  );
  expect(recording.content.operations.length).toBeGreaterThan(700_000);
  expect(trace.largestRead).toBeLessThanOrEqual(4 * 2 ** 20);
  expect(peak - before).toBeLessThan(MOST_MIB);
  expect(longest).toBeLessThan(LONGEST_SLICE);
});
