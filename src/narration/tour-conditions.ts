import { hasSettled } from '../protocol/settled.ts';
import { EVENT, type EventName } from '../trace/catalogue.ts';
import type { LabView } from './lab-view.ts';
import type { Condition, TourChoice } from './tour.ts';
import { hasHappened } from './walk-reads.ts';

/** The rate has come to rest. */
export const settled: Condition = ({ metrics }) => metrics !== undefined && hasSettled(metrics);

/** An event of a kind happened since the step began, and enough others to have seen it come. */
export const happened =
  (name: EventName, others = 0): Condition =>
  (view, start) =>
    view.log.total - start.log.total >= others && hasHappened(view, EVENT[name], start.log.total);

/** Events to watch at least, ten a second. */
export const A_WHILE = 12;

/** The rogue device has tried. */
export const attacked: Condition = ({ verdict }, start) => verdict !== undefined && verdict !== start.verdict;

/** A choice that is right when a measured figure lies in `from` ≤ figure < `below`. */
export function between(
  text: string,
  from: number,
  below: number,
  figure: (view: LabView, start: LabView) => number | undefined,
): TourChoice {
  return {
    text,
    isRight: (view, start) => {
      const value = figure(view, start) ?? Number.NaN;
      return value >= from && value < below;
    },
  };
}

/** Share of the line rate, per cent. */
export const percentOfLine = ({ metrics }: LabView): number | undefined =>
  metrics && (metrics.gbps / metrics.lineRateGbps) * 100;
