import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

import { TraceFormatError } from '../../src/recording/trace-format-error.ts';
import { loadTraceText, readEvents, utf8 } from './trace-files.ts';

const LINES = ['strict-stale.txt', 'strict-cm-boot.txt', 'strict-nvme-life.txt'].flatMap((name) =>
  loadTraceText(name).slice(0, 20_000).split('\n').slice(0, -1),
);

/** Some lines of real recordings, with bytes of any sort in them, cut off anywhere, plain or packed. */
const hostileTrace = fc
  .record({
    lines: fc.array(fc.nat({ max: LINES.length - 1 }), { maxLength: 8 }),
    text: fc.string({ unit: 'binary', maxLength: 60 }),
    damages: fc.array(fc.record({ at: fc.nat(), bytes: fc.uint8Array({ minLength: 1, maxLength: 30 }) }), {
      maxLength: 4,
    }),
    end: fc.nat(),
    isPacked: fc.boolean(),
  })
  .map(({ lines, text, damages, end, isPacked }) => {
    const whole = utf8(`${lines.map((line) => LINES[line]).join('\n')}\n${text}\n`);
    const bytes = isPacked ? Uint8Array.from(gzipSync(whole)) : whole.slice();
    for (const { at, bytes: written } of damages) {
      const start = at % bytes.length;
      bytes.set(written.subarray(0, bytes.length - start), start);
    }
    return end % 3 === 0 ? bytes.subarray(0, end % (bytes.length + 1)) : bytes;
  });

test('100,000 hostile recordings are read as far as they can be, or refused', () => {
  fc.assert(
    fc.property(hostileTrace, (bytes) => {
      try {
        const { report, events } = readEvents(bytes);
        expect(report.firstUnparsed.length).toBeLessThanOrEqual(5);
        expect(events.length).toBe(report.events);
      } catch (error) {
        expect(error).toBeInstanceOf(TraceFormatError);
      }
    }),
    { numRuns: 100_000 },
  );
});
