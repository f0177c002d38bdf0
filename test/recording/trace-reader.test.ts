import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { TraceFormatError } from '../../src/recording/trace-format-error.ts';
import type { TraceEvent } from '../../src/recording/trace-event.ts';
import { LONGEST_LINE } from '../../src/recording/line-splitter.ts';
import { TraceReader } from '../../src/recording/trace-reader.ts';
import { loadTrace, loadTraceText, readEvents, traceNames, utf8 } from './trace-files.ts';

const SAMPLE = utf8(
  [
    loadTraceText('strict-stale.txt'),
    loadTraceText('strict-cm-boot.txt'),
    loadTraceText('strict-nvme-life.txt').slice(0, 20_000),
  ]
    .map((text) => text.slice(0, text.lastIndexOf('\n') + 1))
    .join(''),
);
const LINE = 'wl-1 [000] ..... 1.000000: tracing_mark_write: hello\n';

/** Cuts bytes at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % bytes.length).sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

describe('reading a recording', () => {
  test.each(traceNames)('understands every line of %s', (name) => {
    const { events, report } = readEvents(loadTrace(name));
    expect(report).toMatchObject({ unparsedLines: 0, firstUnparsed: [], damage: undefined, lostEvents: 0 });
    expect(report.events).toBe(events.length);
    expect(report.compressed).toBe(name.endsWith('.gz'));
  });

  test('gives the same events however the bytes are cut, plain or gzip', () => {
    const whole = readEvents(SAMPLE);
    const packed = Uint8Array.from(gzipSync(SAMPLE));
    expect(whole.events.length).toBeGreaterThan(250);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), fc.boolean(), (places, gzip) => {
        const pieces = readEvents(...cut(gzip ? packed : SAMPLE, places));
        expect(pieces.events).toEqual(whole.events);
        expect(pieces.report).toEqual({ ...whole.report, compressed: gzip });
      }),
      { numRuns: 40 },
    );
    const bytewise = readEvents(...Array.from(packed, (byte) => Uint8Array.of(byte)));
    expect(bytewise.events).toEqual(whole.events);
  });

  test('reads gzip files of several members', () => {
    const members = [gzipSync(LINE), gzipSync(LINE), gzipSync(LINE)];
    const { events, report } = readEvents(Uint8Array.from(Buffer.concat(members)));
    expect(events).toHaveLength(3);
    expect(report.damage).toBeUndefined();
  });

  test('counts lost events where the kernel says how many', () => {
    const text = `cpus=2\nCPU 1 is empty\nCPU:0 [LOST 12 EVENTS]\n${LINE}CPU:1 [3 EVENTS DROPPED]\nCPU:1 [EVENTS DROPPED]\n\n`;
    expect(readEvents(utf8(text)).report).toMatchObject({ events: 1, unparsedLines: 0, lostEvents: 15, lines: 7 });
  });

  test('reads a last line without a line feed', () => {
    expect(readEvents(utf8(LINE.trimEnd())).events).toHaveLength(1);
  });

  test('lets a failure of the receiver through', () => {
    const fail = (): never => {
      throw new RangeError('full');
    };
    expect(() => readEventsInto(fail, Uint8Array.from(gzipSync(LINE)))).toThrow(RangeError);
  });
});

describe('what cannot be read', () => {
  test('is counted, and the first five lines are kept with their reasons', () => {
    const text = LINE + 'garbage \u0000 here\n'.repeat(9) + LINE;
    const { report } = readEvents(utf8(text));
    expect(report).toMatchObject({ events: 2, unparsedLines: 9 });
    expect(report.firstUnparsed.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
    expect(report.firstUnparsed[0]).toEqual({
      line: 2,
      reason: 'does not begin with TASK-PID [CPU] TIME',
      excerpt: 'garbage · here',
    });
  });

  test.each([1, 1000, 70_000])('may be a line of many megabytes (in chunks of %i), which is not kept', (size) => {
    const chunk = new Uint8Array(size).fill(0x61);
    const chunks = Array.from({ length: Math.ceil((LONGEST_LINE + 1) / size) + 2 }, () => chunk);
    const { report, events } = readEvents(utf8(LINE), ...chunks, utf8(`\n${LINE}`));
    expect(events.map(({ line }) => line)).toEqual([1, 3]);
    expect(report.firstUnparsed[0]).toMatchObject({ line: 2, reason: 'longer than 65536 bytes' });
  });

  test('never throws anything but a TraceFormatError, and stays bounded', () => {
    const damage = fc.record({ at: fc.nat(), bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }) });
    fc.assert(
      fc.property(fc.array(damage, { maxLength: 12 }), fc.nat(), fc.boolean(), (damages, end, gzip) => {
        const original = gzip ? Uint8Array.from(gzipSync(SAMPLE)) : SAMPLE.slice();
        for (const { at, bytes } of damages) {
          const start = at % original.length;
          original.set(bytes.subarray(0, original.length - start), start);
        }
        const bytes = original.subarray(0, end % (original.length + 1));
        try {
          const { report, events } = readEvents(bytes);
          expect(report.firstUnparsed.length).toBeLessThanOrEqual(5);
          expect(report.events + report.unparsedLines).toBeLessThanOrEqual(report.lines);
          expect(events.length).toBe(report.events);
          if (gzip && bytes.length < original.length) expect(report.damage).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(TraceFormatError);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('never throws on bytes of any sort', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 500 }), { maxLength: 5 }), (chunks) => {
        expect(() => {
          try {
            readEvents(...chunks);
          } catch (error) {
            if (!(error instanceof TraceFormatError)) throw error;
          }
        }).not.toThrow();
      }),
    );
  });

  test.each([
    ['gzip data cut in the middle', (gz: Uint8Array) => gz.subarray(0, 50_000), /cut off|ends early/],
    ['gzip data cut in its trailer', (gz: Uint8Array) => gz.subarray(0, -3), /checksum/],
    [
      'a flipped byte',
      (gz: Uint8Array) => gz.map((byte, index) => (index === 162_038 ? 255 - byte : byte)),
      /checksum|damaged/,
    ],
  ])('may be %s: the events before are good', (_what, change, damage) => {
    const { report, events } = readEvents(change(loadTrace('strict-net-tx.txt.gz')));
    expect(report.damage).toMatch(damage);
    expect(events.length).toBeGreaterThan(4000);
  });
});

describe('an input without a single recognizable line is refused, saying what it seems to be', () => {
  test.each([
    ['nothing', new Uint8Array(0), /empty/],
    ['a lone gzip header', Uint8Array.of(0x1f, 0x8b), /ends before any text/],
    ['half a gzip magic', Uint8Array.of(0x1f), /not a recording/],
    ['a README', utf8('# Title\n\nSome words.\n'), /line 3 does not begin with .*"Some words\."/],
    ['trace.dat', Uint8Array.of(0x17, 0x08, 0x44, ...utf8('tracing6\0')), /trace-cmd report/],
    [
      'trace.dat.gz',
      Uint8Array.from(gzipSync(Uint8Array.of(0x17, 0x08, 0x44, ...utf8('tracing6\0')))),
      /trace-cmd report/,
    ],
    ['a zip archive', utf8('PK\u0003\u0004....'), /zip/],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x23, 0), /UTF-8/],
    ['a QEMU log', utf8('18558@1795347519.476537:vtd_reg_write addr 0x88 size 0x4 value 0x0\n'), /QEMU/],
    ['binary', new Uint8Array(300_000).fill(7), /no event in 1 lines.*65536/],
  ])('%s', (_name, bytes, message) => {
    expect(() => readEvents(bytes)).toThrow(TraceFormatError);
    expect(() => readEvents(bytes)).toThrow(message);
  });

  test('a recording with a header and no events is not refused', () => {
    expect(readEvents(utf8('# tracer: nop\n#\n')).report.events).toBe(0);
    expect(readEvents(utf8('cpus=4\n')).report.events).toBe(0);
  });
});

describe('trace-cmd report', () => {
  const read = (name: string): TraceEvent[] => readEvents(loadTrace(`trace-cmd-report-${name}.txt.gz`)).events;
  const toMicroseconds = (event: TraceEvent): TraceEvent => ({ ...event, time: Math.round(event.time / 1000) * 1000 });

  test('says the same with flags, without, and in nanoseconds', () => {
    const flags = read('3.3.1');
    const withoutContext = flags.map((event) => ({ ...event, context: 'unknown' }));
    expect(read('3.1.6')).toEqual(withoutContext);
    expect(read('nsec').map(toMicroseconds)).toEqual(withoutContext);
    expect(new Set(flags.map(({ context }) => context))).toEqual(
      new Set(['process', 'soft-interrupt', 'hard-interrupt']),
    );
  });
});

function readEventsInto(onEvent: () => never, bytes: Uint8Array): void {
  const reader = new TraceReader(onEvent);
  reader.push(bytes);
}
