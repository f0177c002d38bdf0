import { LATEST_OPENED_PS, MOST_COMMANDS, type RunMoment } from '../protocol/run-moment.ts';
import { adjustError, configError, isWholeNumber, rogueError } from './value-check.ts';

const isAbsentOrWhole = (value: unknown): boolean => value === undefined || isWholeNumber(value);
const SECONDS = LATEST_OPENED_PS / 1e12;

/** Why a value is no moment that can be opened; undefined when it is one. */
export function momentError(moment: unknown): string | undefined {
  if (typeof moment !== 'object' || moment === null) return 'open: the moment is not an object';
  const { config, commands, time, acts, event, recording } = moment as Partial<RunMoment>;
  const error = configError(config, 'open') ?? commandsError(commands);
  if (error !== undefined) return error;
  if (!isWholeNumber(time)) return 'open: the time is not a whole number of picoseconds from 0 on';
  if (time > LATEST_OPENED_PS) {
    return `open: the time is ${Math.floor(time / 1e12)} s of simulated time; allowed: up to ${SECONDS} s`;
  }
  const last = commands!.at(-1);
  if (last !== undefined && last.at > time) return 'open: there are commands after the time that is to be shown';
  if (!isAbsentOrWhole(acts)) return 'open: the number of acts is not a whole number from 0 on';
  if (!isAbsentOrWhole(event)) return 'open: the event is not a whole number from 0 on';
  return recording === undefined || isRecording(recording) ? undefined : 'open: the recording has no name and hash';
}

function isRecording(recording: unknown): boolean {
  const { name, hash } = (recording ?? {}) as Record<string, unknown>;
  return typeof name === 'string' && typeof hash === 'string';
}

function commandsError(commands: unknown): string | undefined {
  if (!Array.isArray(commands)) return 'open: commands is not a list';
  if (commands.length > MOST_COMMANDS) return `open: ${commands.length} commands; allowed: up to ${MOST_COMMANDS}`;
  let before = 0;
  for (const [index, entry] of (commands as unknown[]).entries()) {
    const { at, command } = (entry ?? {}) as Record<string, unknown>;
    const where = `open: command ${index + 1}`;
    if (!isWholeNumber(at) || at < before) return `${where} has no time from that of the command before it on`;
    before = at;
    const { kind, change, target } = (command ?? {}) as Record<string, unknown>;
    if (kind !== 'adjust' && kind !== 'rogue') return `${where} is neither adjust nor rogue`;
    const error = kind === 'adjust' ? adjustError(change) : rogueError(target);
    if (error !== undefined) return `${where}: ${error}`;
  }
  return undefined;
}
