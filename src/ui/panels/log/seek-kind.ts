import { eventAt, logCount, nextOfKind } from '../../../store/event-log.ts';
import type { Lab } from '../../../store/lab.ts';

/** Marks the next later (1) or earlier (-1) event of the kind of the one that is marked; the newest when none is. */
export function seekKind({ store, view }: Lab, step: 1 | -1): void {
  const { log } = store.getState();
  const { soughtEvent } = view.getState();
  if (logCount(log) === 0) return;
  const next = soughtEvent === undefined ? eventAt(log, 0).sequence : nextOfKind(log, soughtEvent, step);
  if (next !== undefined) view.setState({ soughtEvent: next });
}
