import { assertNever } from '../base/assert.ts';
import type { Report, ReportBody } from '../protocol/reports.ts';
import { NOTHING_ASSESSED, takeAssessment } from './assessment.ts';
import { followTwin } from './comparison.ts';
import { appendBatch, emptyLog } from './event-log.ts';
import { isSame } from './is-same.ts';
import type { LabState, Selection } from './lab-state.ts';
import { takeCell } from './matrix-figures.ts';
import { cellKey, fillCell, measure } from './measured-cells.ts';
import { addSample, EMPTY_RATES } from './recent-rates.ts';
import { arrive, AT_HOME, noteTravel } from './travel-state.ts';

type Progress = Extract<Report, { kind: 'progress' }>;

/** The state after a report of progress: sections that did not come keep their identity. */
export function applyProgress(state: LabState, report: Progress, body: ReportBody): Partial<LabState> {
  const isNewMachine = report.machine !== state.machine;
  const isCrashed = state.connection.kind === 'crashed' && !isNewMachine;
  const earlier = isNewMachine ? FRESH : state;
  const isStale = report.commands < state.awaited;
  const { isUnderWay } = state.arrival;
  const reportedConfig = keepIfEqual(state.reportedConfig, report.config);
  // After a jump the log begins anew: what was there is not what came before.
  const isElsewhere = isNewMachine || report.history.jumps !== (state.history?.jumps ?? 0);
  const log = appendBatch(isElsewhere ? emptyLog() : state.log, body.events);
  const came = Object.keys(body.sections).length > 0;
  return {
    // A report from before the crash may come with it.
    connection: isCrashed || state.connection.kind === 'ready' ? state.connection : READY,
    run: isCrashed || (isStale && report.state !== 'finished') ? state.run : report.state,
    now: report.now,
    history: report.history,
    machine: report.machine,
    config: isStale ? state.config : keepIfEqual(state.config, reportedConfig),
    reportedConfig,
    modelledConfig: reportedConfig.workload === 'recording' ? state.modelledConfig : reportedConfig,
    selection: isNewMachine && state.machine > 0 && !isUnderWay ? LATEST : state.selection,
    arrival: isUnderWay && !isStale ? { ...state.arrival, isUnderWay: false } : state.arrival,
    refused: keepIfEqual(state.refused, report.refused),
    unavailable: keepIfEqual(state.unavailable, report.unavailable),
    metrics: body.metrics,
    sections: came || isNewMachine ? { ...earlier.sections, ...body.sections } : state.sections,
    log,
    travel: arrive(isNewMachine && state.machine > 0 ? AT_HOME : state.travel, report.event, log),
    droppedEvents: earlier.droppedEvents + report.droppedEvents,
    rates: addSample(earlier.rates, report.now, body.metrics),
    cells: measure(state.cells, report.machine, report.config, body.metrics, report.now),
    comparison: followTwin(state.comparison, report, body),
    verdict: isNewMachine ? undefined : state.verdict,
  };
}

const READY = { kind: 'ready' } as const;
const LATEST: Selection = { kind: 'latest' };
const FRESH = { sections: {}, droppedEvents: 0, rates: EMPTY_RATES } as const;

/** The state after any other report. */
export function applyMessage(state: LabState, report: Exclude<Report, { kind: 'progress' }>): Partial<LabState> {
  switch (report.kind) {
    case 'ready':
      return { connection: { kind: 'ready' } };
    case 'rogue-verdict':
      return { verdict: report.verdict };
    case 'recording-progress': {
      const { name, bytes, total } = report;
      // Loading was cancelled, or the file refused, meanwhile.
      if (state.recording.kind !== 'reading') return {};
      return { recording: { kind: 'reading', name, share: total > 0 ? bytes / total : 0 } };
    }
    case 'recording-loaded': {
      const { name, hash, operations, unparsedLines } = report;
      return {
        loadedHash: hash,
        recording: { kind: 'loaded', name, operations, unparsedLines },
        assessment: NOTHING_ASSESSED,
      };
    }
    case 'cell-measured': {
      const matrix = takeCell(state.matrix, report);
      const key = cellKey(report.setting, report.strategy);
      return matrix === state.matrix ? {} : { matrix, cells: fillCell(state.cells, key, report.percent) };
    }
    case 'cell-refused':
      return { matrix: takeCell(state.matrix, report) };
    case 'recording-reuse':
    case 'assessment-progress':
    case 'cell-assessed':
    case 'assessment-refused':
      return { assessment: takeAssessment(state.assessment, report) };
    case 'rejected':
      if (report.command === 'compare') return { comparison: { kind: 'refused', reason: report.reason } };
      return report.command === 'load-recording' && state.recording.kind !== 'none'
        ? { recording: { kind: 'refused', name: nameOf(state), reason: report.reason } }
        : {
            rejection: { command: report.command, reason: report.reason },
            config: state.reportedConfig,
            awaited: 0,
          };
    case 'stopped':
    case 'gave-up':
      return { run: 'paused', travel: noteTravel(state.travel, report) };
    case 'seeking':
    case 'forked':
    case 'explained':
      return { travel: noteTravel(state.travel, report) };
    // Whoever asked for it is told directly.
    case 'moment':
    case 'tables-text':
      return {};
    case 'crashed':
      return { connection: { kind: 'crashed', message: report.message, stack: report.stack }, run: 'paused' };
    default:
      return assertNever(report, 'report');
  }
}

function nameOf({ recording }: LabState): string {
  return recording.kind === 'none' ? '' : recording.name;
}

/** The earlier object when the new one says the same, so that identity tells whether something changed. */
function keepIfEqual<T>(earlier: T, next: T): T {
  return isSame(earlier, next) ? earlier : next;
}
