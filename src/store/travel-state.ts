import type { Explainable } from '../protocol/commands.ts';
import type { Explanation, Report } from '../protocol/reports.ts';
import { findEvent, type EventLog, type LoggedEvent } from './event-log.ts';

type ReportOf<Kind extends Report['kind']> = Extract<Report, { kind: Kind }>;

/** Why a run stopped. */
export type Stop = Omit<ReportOf<'stopped'>, 'kind'> & {
  /** The event, as soon as it has been reported. */
  readonly event: LoggedEvent | undefined;
};

/** A journey that takes time, ps. */
export interface Journey {
  readonly from: number;
  readonly at: number;
  readonly to: number;
}

/** A place of the run: an event that was shown, or a moment of simulated time (ps). */
export interface Standing {
  readonly at: number;
  readonly event: number | undefined;
}

/** What a viewer asked about a cell. */
export interface Question {
  readonly what: Explainable;
  /** The cell in words. */
  readonly about: string;
  /** Undefined while it is looked for. */
  readonly answer: { readonly event: Explanation | undefined } | undefined;
}

/** What the page says about moments. */
export interface TravelState {
  /** Why the run stopped, until the next run. */
  readonly stop: Stop | undefined;
  readonly journey: Journey | undefined;
  /** Why the run cannot go on, and where it stands, ps; until something is changed. */
  readonly impasse: { readonly reason: string; readonly at: number } | undefined;
  /** What was forgotten by changing the past, ps. */
  readonly fork: { readonly at: number; readonly until: number } | undefined;
  readonly question: Question | undefined;
  /** Where the viewer stood before going to a moment. */
  readonly left: Standing | undefined;
  /** Event that is shown with everything as it was when it happened. */
  readonly event: number | undefined;
}

export const AT_HOME: TravelState = {
  stop: undefined,
  impasse: undefined,
  journey: undefined,
  fork: undefined,
  question: undefined,
  left: undefined,
  event: undefined,
};

/** After a report of progress: journeys are over. `log` is the log that the report led to. */
export function arrive(travel: TravelState, event: number | undefined, log: EventLog): TravelState {
  const { stop } = travel;
  const isKnown = stop === undefined || stop.event !== undefined;
  const found = isKnown ? undefined : findEvent(log, stop.sequence);
  if (travel.journey === undefined && travel.event === event && found === undefined) return travel;
  return { ...travel, journey: undefined, event, ...(found && stop && { stop: { ...stop, event: found } }) };
}

/** After a report about moments. */
export function noteTravel(
  travel: TravelState,
  report: ReportOf<'seeking' | 'forked' | 'stopped' | 'gave-up' | 'explained'>,
): TravelState {
  switch (report.kind) {
    case 'seeking':
      return { ...travel, journey: { from: travel.journey?.from ?? report.at, at: report.at, to: report.to } };
    case 'forked':
      return noteFork(travel, report.at, report.until);
    case 'gave-up':
      return { ...travel, impasse: { reason: report.reason, at: report.at } };
    case 'stopped': {
      const { breakpoint, sequence, at } = report;
      return { ...travel, stop: { breakpoint, sequence, at, event: undefined } };
    }
    default: {
      const { question } = travel;
      const isAsked = question !== undefined && JSON.stringify(question.what) === JSON.stringify(report.what);
      return isAsked
        ? { ...travel, journey: undefined, question: { ...question, answer: { event: report.event } } }
        : travel;
    }
  }
}

/** What was forgotten cannot be gone to. */
function noteFork(travel: TravelState, at: number, until: number): TravelState {
  const { stop, question, left } = travel;
  const isGone = (moment: number | undefined): boolean => moment !== undefined && moment > at;
  return {
    ...travel,
    fork: { at, until },
    stop: isGone(stop?.at) ? undefined : stop,
    question: isGone(question?.answer?.event?.at) ? undefined : question,
    left: isGone(left?.at) ? undefined : left,
  };
}
