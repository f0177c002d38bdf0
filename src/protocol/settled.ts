import { isSteady } from '../base/steady.ts';
import { PS_PER_MS } from '../clock/time.ts';
import type { Metrics } from './snapshot.ts';

/** The longest window a rate is averaged over, less two samples. */
const WHOLE_WINDOW = 19.5 * PS_PER_MS;
const HALF_WINDOW = 10 * PS_PER_MS;
/** Share of the line rate by which two halves of the window may differ. */
const TOLERANCE = 0.02;

/** Whether the rate is an average over a whole window since the latest change, and lay still for all of it. */
export function hasSettled({ window, history, historySpan, lineRateGbps }: Metrics): boolean {
  if (window < WHOLE_WINDOW || historySpan <= 0) return false;
  return isSteady(history, Math.round(HALF_WINDOW / historySpan), TOLERANCE * lineRateGbps);
}
