import { eventRow, eventText } from '../../../narration/event-text.ts';
import { eventAt, type EventLog } from '../../../store/event-log.ts';

/** The newest event of a log in words; undefined before the first. */
export function latestEvent(
  log: EventLog,
): { readonly number: number; readonly time: number; readonly name: string; readonly text: string } | undefined {
  if (log.total === 0) return undefined;
  const event = eventAt(log, 0);
  const { sequence, time, kind } = event;
  return { number: sequence, time, name: eventRow(kind)?.name ?? '', text: eventText(event) };
}
