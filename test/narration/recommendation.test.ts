import { describe, expect, test } from 'vitest';
import type { Strategy } from '../../src/config/identifiers.ts';
import { recommend, RULES, type AssessedStrategy } from '../../src/narration/recommendation.ts';
import type { ReplayReport } from '../../src/protocol/assessment.ts';

/** A strategy with these figures; the rest of a report does not matter here. */
function assessed(
  strategy: Strategy,
  { cycles, share, stale = 0, pageMs = 0, faults = 0 }: Record<string, number> & { cycles: number; share: number },
): AssessedStrategy {
  const report = { peakStalePages: stale, stalePageMilliseconds: pageMs, faults } as ReplayReport;
  return { strategy, assessment: { report, cyclesPerPair: cycles, coreShare: share, late: 0, longestDelay: 0 } };
}

const optimistic = assessed('optimistic', { cycles: 1000, share: 0.1, stale: 40, pageMs: 500 });

describe('the recommendation', () => {
  test('is strict while that costs next to nothing, and says what else would save', () => {
    const { strategy, sentence } = recommend('samecore', [
      assessed('strict', { cycles: 4000, share: 0.01 }),
      assessed('optimistic', { cycles: 1000, share: 0.0025, stale: 40, pageMs: 500 }),
    ])!;
    expect(strategy).toBe('strict');
    expect(sentence).toBe(
      'Samecore: strict. It takes 1 % of the guest core and leaves nothing reachable; optimistic would save 75 % of that and leave up to 40 pages reachable.',
    );
  });

  test('is the cheapest where strict is dear, with what it exposes', () => {
    const { strategy, sentence } = recommend('sidecore', [
      assessed('strict', { cycles: 4000, share: 0.4 }),
      optimistic,
      assessed('deferred', { cycles: 3500, share: 0.35, stale: 250, pageMs: 9000 }),
    ])!;
    expect(strategy).toBe('optimistic');
    expect(sentence).toBe(
      'Sidecore: optimistic. It takes 10 % of the guest core instead of 40 % (1,000 cycles a pair instead of 4,000), at the price of up to 40 stale pages, 500 page·ms in all.',
    );
  });

  test('takes of two that are equally cheap the one that exposes less', () => {
    const others = [optimistic, assessed('shared', { cycles: 1080, share: 0.108 })];
    const strict = assessed('strict', { cycles: 4000, share: 0.4 });
    expect(recommend('sidecore', [strict, ...others])!.strategy).toBe('shared');
    expect(recommend('sidecore', [strict, ...others])!.sentence).toMatch(/leaves nothing reachable/);
  });

  test('stays with strict when little is saved', () => {
    const strict = assessed('strict', { cycles: 1200, share: 0.12 });
    expect(recommend('samecore', [strict, optimistic])!).toMatchObject({
      strategy: 'strict',
      sentence: expect.stringMatching(/not worth a window/),
    });
  });

  test('leaves out what protects nothing, cannot keep up, or blocks what is mapped', () => {
    const strict = assessed('strict', { cycles: 9000, share: 1.4 });
    const free = assessed('passthrough', { cycles: 0, share: 0 });
    const faulty = assessed('shared', { cycles: 10, share: 0.01, faults: 3 });
    expect(recommend('samecore', [strict, optimistic, free, faulty])!.strategy).toBe('optimistic');
    expect(recommend('samecore', [strict, free])!).toMatchObject({ strategy: undefined });
  });

  test('needs strict to compare with, and names its limits', () => {
    expect(recommend('samecore', [optimistic])).toBeUndefined();
    expect(RULES.join(' ')).toMatch(/2 %.*10 %.*25 %/);
  });
});
