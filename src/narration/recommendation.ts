import type { Setting, Strategy } from '../config/identifiers.ts';
import type { CellAssessment } from '../protocol/assessment.ts';
import { compact, counted, integer, percent } from './format.ts';
import { SETTING_LABEL, STRATEGY_LABEL } from './names.ts';

/** A strategy that was replayed under the setting in question. */
export interface AssessedStrategy {
  readonly strategy: Strategy;
  readonly assessment: CellAssessment;
}

/** Strict is cheap enough below this share of the core's time: nothing else is worth a window. */
export const CHEAP_SHARE = 0.02;
/** A window is worth it only when it saves at least this share of what strict costs. */
export const WORTH_SAVING = 0.25;
/** Strategies whose costs differ by less than this are equally cheap: the one that exposes less is taken. */
export const EQUALLY_CHEAP = 0.1;

/** The rules in words, with their limits. */
export const RULES: readonly string[] = [
  'Compared are strategies that protect: strict, deferred, optimistic, async and shared. Those with which the core could not keep up, or which blocked an access that was mapped, are left out.',
  `Strict, while mapping takes less than ${percent(CHEAP_SHARE)} of the guest core’s recorded time: it leaves nothing reachable.`,
  `Otherwise the cheapest in cycles per map and unmap; among those within ${percent(EQUALLY_CHEAP)} of it, the one with the fewest stale pages × milliseconds.`,
  `But strict again, when the cheapest saves less than ${percent(WORTH_SAVING)} of strict’s cycles.`,
];

/** What to use, and why. */
export interface Recommendation {
  readonly setting: Setting;
  /** Undefined when no strategy is left. */
  readonly strategy: Strategy | undefined;
  readonly sentence: string;
}

/** The recommendation for one setting, computed from what its strategies came to; undefined until strict is known. */
export function recommend(setting: Setting, candidates: readonly AssessedStrategy[]): Recommendation | undefined {
  const strict = candidates.find(({ strategy }) => strategy === 'strict');
  if (strict === undefined) return undefined;
  const label = SETTING_LABEL[setting];
  const fit = candidates.filter(
    ({ strategy, assessment }) =>
      strategy !== 'passthrough' &&
      assessment.coreShare <= 1 &&
      assessment.report.faults <= strict.assessment.report.faults,
  );
  if (fit.length === 0) {
    const sentence = `${label}: none. With every strategy mapping takes more time than there is.`;
    return { setting, strategy: undefined, sentence };
  }
  const say = (strategy: Strategy, why: string): Recommendation => ({
    setting,
    strategy,
    sentence: `${label}: ${STRATEGY_LABEL[strategy]}. ${why}`,
  });
  const best = cheapest(fit);
  const saving = 1 - best.assessment.cyclesPerPair / Math.max(1, strict.assessment.cyclesPerPair);
  const costs = shareInWords(strict.assessment);
  const couldSave =
    best.strategy === 'strict'
      ? 'nothing else is cheaper'
      : `${STRATEGY_LABEL[best.strategy]} would save ${percent(Math.max(0, saving))} of that and leave up to ${counted(best.assessment.report.peakStalePages, 'page')} reachable`;
  if (fit.includes(strict)) {
    if (strict.assessment.coreShare < CHEAP_SHARE) {
      return say('strict', `It takes ${costs} of the guest core and leaves nothing reachable; ${couldSave}.`);
    }
    if (best.strategy === 'strict' || saving < WORTH_SAVING) {
      return say('strict', `It takes ${costs} of the guest core, and ${couldSave}: not worth a window.`);
    }
  }
  const { peakStalePages, stalePageMilliseconds } = best.assessment.report;
  const exposes =
    peakStalePages === 0
      ? 'and leaves nothing reachable'
      : `at the price of up to ${counted(peakStalePages, 'stale page')}, ${amount(stalePageMilliseconds)} page·ms in all`;
  const cycles = `${integer(best.assessment.cyclesPerPair)} cycles a pair instead of ${integer(strict.assessment.cyclesPerPair)}`;
  return say(
    best.strategy,
    `It takes ${shareInWords(best.assessment)} of the guest core instead of ${costs} (${cycles}), ${exposes}.`,
  );
}

const amount = (value: number): string => (value >= 100 ? integer(value) : compact(value));

const shareInWords = ({ coreShare }: CellAssessment): string =>
  coreShare < 0.001 ? 'less than 0.1 %' : percent(coreShare);

function cheapest(candidates: readonly AssessedStrategy[]): AssessedStrategy {
  const least = Math.min(...candidates.map(({ assessment }) => assessment.cyclesPerPair));
  const near = candidates.filter(({ assessment }) => assessment.cyclesPerPair <= least * (1 + EQUALLY_CHEAP));
  return near.reduce((best, one) =>
    one.assessment.report.stalePageMilliseconds < best.assessment.report.stalePageMilliseconds ? one : best,
  );
}
