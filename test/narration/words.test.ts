import { describe, expect, test } from 'vitest';
import { EVENT, EVENT_COUNT } from '../../src/trace/catalogue.ts';
import { ACT, ACT_COUNT } from '../../src/config/acts.ts';
import { STRATEGIES } from '../../src/config/identifiers.ts';
import { explainBottleneck } from '../../src/narration/bottleneck.ts';
import { fieldsOf } from '../../src/narration/entry-fields.ts';
import { eventText } from '../../src/narration/event-text.ts';
import { compact, counted, hex, milliseconds, percent, shortInteger, span } from '../../src/narration/format.ts';
import { explainVerdict } from '../../src/narration/rogue-verdict.ts';
import { leafCellInWords, leafTableInWords } from '../../src/narration/table-words.ts';
import { whyNoQueue } from '../../src/narration/queue-words.ts';
import { SECOND_LEVEL_ENTRY } from '../../src/spec/remapping-structures.ts';
import { threeLevels } from '../support/tables-section.ts';

describe('numbers', () => {
  test.each([
    [compact(9.998), '10.0'],
    [compact(4.3), '4.30'],
    [compact(99.96), '100'],
    [percent(0.43), '43 %'],
    [percent(0.034), '3.4 %'],
    [percent(0.998), '99.8 %'],
    [percent(1), '100 %'],
    [span(8_130_000_000), '8.13 ms'],
    [span(820_000), '820 ns'],
    [span(0), '0 ms'],
    [span(9_999_000_000), '10.0 ms'],
    [milliseconds(12_345_678_000, 3), '12.346'],
    [hex(0xffff_b000), '0xffffb000'],
    [counted(1, 'page'), '1 page'],
    [counted(2000, 'page'), '2,000 pages'],
    [shortInteger(3_240_000), '3.24 M'],
  ])('%s is %s', (shown, expected) => expect(shown).toBe(expected));
});

describe('an event in words', () => {
  const event = { iova: 0xffff_b000, value: 4096, domainId: 1, sourceId: 0x0008 };

  test('fills the sentence of its kind', () => {
    expect(eventText({ kind: EVENT['iova-mapped'], ...event })).toBe('Driver mapped 4,096 bytes at 0xffffb000');
    expect(eventText({ kind: EVENT['stale-hit'], ...event })).toContain('Device 00:01.0 reached 0xffffb000');
  });

  test('leaves no place of any sentence open', () => {
    for (let kind = 0; kind < EVENT_COUNT; kind++) expect(eventText({ kind, ...event })).not.toMatch(/[{}]/);
  });

  test('says so when the kind is unknown', () => {
    expect(eventText({ kind: EVENT_COUNT, ...event })).toContain('unknown');
  });
});

describe('the bottleneck', () => {
  const cyclesPerFrame = new Float64Array(ACT_COUNT + 1);
  cyclesPerFrame[ACT['network-stack']] = 1475;
  cyclesPerFrame[ACT['register-read']] = 2114;
  const metrics = {
    gbps: 4.3,
    lineRateGbps: 10,
    window: 20e9,
    frames: 100,
    framesPerSecond: 350_000,
    cyclesPerFrame,
    cycleBudget: 3605,
    coreUtilisation: 1,
    bottleneck: 'guest-core' as const,
    iotlbHits: 0,
    iotlbMisses: 0,
    pageInvalidations: 0,
    domainInvalidations: 0,
    vmExits: 0,
    exitsPerFrame: 0,
    sidecoreUtilisation: 0,
    pinnedPages: 0,
    guestGbps: new Float64Array(1),
    globalInvalidations: 0,
    maps: 0,
    reused: 0,
    faults: 0,
    events: 0,
    hash: '',
    history: new Float64Array(0),
    historySpan: 1,
  };

  test('names the core with what it costs and may cost', () => {
    const { claim, reason } = explainBottleneck(metrics, 'strict', 'transmit', undefined);
    expect(claim).toBe('The guest core is the limit.');
    expect(reason).toBe(
      'A frame costs it 3,589 cycles and the line allows 3,605. 2,114 of them protect memory, 2,114 by invalidating and waiting.',
    );
  });

  test('says how many exits a frame takes', () => {
    const { reason } = explainBottleneck({ ...metrics, exitsPerFrame: 6 }, 'strict', 'transmit', undefined);
    expect(reason).toContain('6.00 exits each.');
  });

  test('names the sidecore, how busy it is and for how many', () => {
    const shared = {
      ...metrics,
      bottleneck: 'sidecore' as const,
      sidecoreUtilisation: 0.98,
      guestGbps: new Float64Array(4),
    };
    const { claim, reason } = explainBottleneck(shared, 'strict', 'transmit', undefined);
    expect(claim).toBe('The sidecore is the limit.');
    expect(reason).toBe(
      'It is 98 % busy with 4 guests, and the guest waits for it: a frame costs the guest 3,589 cycles of the 3,605 that the line allows.',
    );
  });

  test('counts requests where there are no frames', () => {
    expect(explainBottleneck(metrics, 'strict', 'nvme-random', undefined).reason).toContain('A request costs it');
  });

  test('says how many mappings came back under optimistic teardown', () => {
    const { reason } = explainBottleneck({ ...metrics, bottleneck: 'link' }, 'optimistic', 'transmit', 0.96);
    expect(reason).toContain('96 % of maps took a mapping back.');
  });

  test('claims nothing before anything was sent', () => {
    expect(
      explainBottleneck({ ...metrics, frames: 0, framesPerSecond: 0 }, 'strict', 'transmit', undefined).claim,
    ).toContain('Nothing');
  });
});

describe('a rogue DMA', () => {
  const verdict = {
    target: 'just-unmapped' as const,
    verdict: 'blocked' as const,
    iova: 0xffff_b000,
    isWrite: false,
    reason: 6,
    bytes: 0,
    sinceUnmap: 3_200_000,
    faultRecord: [0xffff_b000, 0, 0x0008, 0xc000_0006] as const,
    note: '',
  };

  test('that is blocked is explained by reason and fault record', () => {
    const words = explainVerdict(verdict);
    expect(words.word).toBe('Blocked');
    expect(words.sentence).toBe('Read at 0xffffb000, 3.20 µs after its unmap: the page may not be read (reason 6).');
    expect(words.record).toBe('FRCD: F 1, T 1 (read), FR 0x6, SID 00:01.0, FI 0xffffb000');
  });

  test('that gets through is a leak', () => {
    const words = explainVerdict({ ...verdict, verdict: 'leaked', bytes: 64, faultRecord: [0, 0, 0, 0] });
    expect(words.sentence).toContain('64 bytes got through');
    expect(words.record).toBeUndefined();
  });
});

describe('tables in words', () => {
  test('an entry is told by field', () => {
    const shown = fieldsOf(SECOND_LEVEL_ENTRY, [0x0ab0_d003, 0]).map(({ name, shown: value }) => `${name} ${value}`);
    expect(shown).toEqual(['TM 0', 'ADDR 0xab0d000', 'SNP 0', 'PS 0', 'W 1', 'R 1']);
  });

  test('a leaf table is told by what it covers and holds', () => {
    expect(leafTableInWords(threeLevels(), 2)).toBe(
      'Level 1 table at 0x12000, I/O virtual addresses 0xffe00000 to 0xffffffff: 1 live, 1 awaiting teardown.',
    );
    expect(leafCellInWords(threeLevels(), 2, 508)).toBe('0xffffc000: awaiting teardown');
  });

  test('every strategy without a queue says why', () => {
    for (const strategy of STRATEGIES) expect(whyNoQueue(strategy)).toMatch(/\.$/);
  });
});
