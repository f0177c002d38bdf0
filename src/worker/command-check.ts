import { settingError } from '../config/limits.ts';
import { BREAKPOINTS, SECTION_NAMES, type Command, type Pace } from '../protocol/commands.ts';
import { momentError } from './moment-check.ts';
import { adjustError, configError, isWholeNumber, rogueError } from './value-check.ts';

/**
 * Why a message is not a command that can be carried out, naming what and where; undefined when it is one. Embedders
 * reach the host, so nothing is taken on trust.
 */
export function commandError(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null) return 'a command is an object with a kind';
  const command = message as Command;
  switch (command.kind) {
    case 'configure':
      return configError(command.config);
    case 'adjust':
      return adjustError(command.change);
    case 'run':
      return paceError(command.pace);
    case 'step':
    case 'step-back':
      return ['event', 'operation', 'frame'].includes(command.unit)
        ? undefined
        : `${command.kind}: unit is ${JSON.stringify(command.unit)}; allowed: event, operation, frame`;
    case 'seek':
      return seekError(command);
    case 'breakpoints':
      return unknownIn(command.on, BREAKPOINTS, 'breakpoints: on', 'breakpoint');
    case 'explain':
      return explainError(command.what);
    case 'compare':
      return command.config === undefined ? undefined : configError(command.config, 'compare');
    case 'measure-matrix':
    case 'assess-recording':
      return matrixError(command);
    case 'watch':
      return unknownIn(command.sections, SECTION_NAMES, 'watch: sections', 'section');
    case 'rogue':
      return rogueError(command.target);
    case 'open':
      return momentError(command.moment);
    case 'load-recording':
      if (typeof command.name !== 'string' || !(command.bytes instanceof ArrayBuffer || command.bytes instanceof Blob))
        return 'load-recording: needs a name and an ArrayBuffer or a Blob';
      return command.moment === undefined ? undefined : momentError(command.moment);
    case 'visibility':
      return typeof command.hidden === 'boolean' ? undefined : 'visibility: hidden is not true or false';
    case 'acknowledge':
      return Number.isInteger(command.report) && command.buffer instanceof ArrayBuffer
        ? undefined
        : 'acknowledge: needs the report’s number and its buffer';
    case 'write-tables':
      return ['tables', 'shadowTables'].includes(command.side)
        ? undefined
        : `write-tables: side is ${JSON.stringify(command.side)}; allowed: tables, shadowTables`;
    case 'pause':
    case 'undo':
    case 'redo':
    case 'cancel-loading':
    case 'tell-moment':
      return undefined;
    default:
      return `there is no command ${JSON.stringify((message as { kind?: unknown }).kind)}`;
  }
}

function paceError(pace: Pace): string | undefined {
  const within = (value: unknown, min: number, max: number): boolean =>
    typeof value === 'number' && value >= min && value <= max;
  if (pace?.kind === 'full') return undefined;
  if (pace?.kind === 'events') {
    return within(pace.perSecond, 0.1, 1000) ? undefined : 'run: events per second must be from 0.1 to 1000';
  }
  if (pace?.kind === 'time') return within(pace.rate, 1e-7, 100) ? undefined : 'run: rate must be from 1e-7 to 100';
  return 'run: pace is events, time or full';
}

/** Refuses what is no list of known names. */
function unknownIn(list: unknown, known: readonly string[], where: string, what: string): string | undefined {
  if (!Array.isArray(list)) return `${where} is not a list`;
  const unknown = (list as unknown[]).find((name) => typeof name !== 'string' || !known.includes(name));
  return unknown === undefined
    ? undefined
    : `${where.slice(0, where.indexOf(':'))}: there is no ${what} ${JSON.stringify(unknown)}`;
}

function seekError(command: { to?: unknown; toEvent?: unknown }): string | undefined {
  const { to, toEvent } = command;
  if ((to === undefined) === (toEvent === undefined)) return 'seek: needs to or toEvent';
  return isWholeNumber(to ?? toEvent) ? undefined : 'seek: the moment is not a whole number from 0 on';
}

function explainError(what: unknown): string | undefined {
  if (typeof what !== 'object' || what === null) return 'explain: what is not an object';
  const { kind, address, iova, domainId, slot, gpa } = what as Record<string, unknown>;
  if (kind === 'frame') return isWholeNumber(gpa) ? undefined : 'explain: a page frame needs its gpa';
  if (kind === 'entry' || kind === 'shadow-entry')
    return isWholeNumber(address) ? undefined : 'explain: an entry needs its address';
  if (kind === 'iotlb') return isWholeNumber(slot) ? undefined : 'explain: a place of the IOTLB needs its slot';
  if (kind !== 'iova') return `explain: there is no cell of kind ${JSON.stringify(kind)}`;
  return isWholeNumber(iova) && isWholeNumber(domainId) ? undefined : 'explain: a page needs its iova and domainId';
}

function matrixError({
  kind,
  config,
  cells,
  job,
}: {
  kind: string;
  config: unknown;
  cells: unknown;
  job?: unknown;
}): string | undefined {
  if (!Array.isArray(cells)) return `${kind}: cells is not a list`;
  if (job !== undefined && !isWholeNumber(job)) return `${kind}: job is not a whole number from 0 on`;
  for (const cell of cells as unknown[]) {
    const { setting, strategy } = (cell ?? {}) as Record<string, unknown>;
    const error = settingError('setting', setting) ?? settingError('strategy', strategy);
    if (error !== undefined) return `${kind}: ${error}`;
  }
  return cells.length === 0 ? undefined : configError(config, kind);
}
