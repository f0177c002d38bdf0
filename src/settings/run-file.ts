import { costEdits } from '../config/cost-edits.ts';
import { brief, isPlainKey, PLAIN_KEYS } from '../config/flat-settings.ts';
import { settingError } from '../config/limits.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import { isPlainObject, parseCosts, parsePlainValue } from './command-log.ts';
import { parseJsonText } from './json-text.ts';
import { LINK_BASE } from './link-base.ts';
import { plainCommands, readCommands } from './run-file-commands.ts';
import { plainView, readRunView } from './run-file-view.ts';
import { RunFileError, take, type Plain } from './run-file-error.ts';
import { recordingError, type Moment, type RecordingName, type ViewVocabulary } from './moment.ts';

/*
 * A whole run as one JSON file: what a link holds, without its limits. Strict: what a file says and cannot be meant is an
 * error that names the place; a setting it does not name is as in a link (`LINK_BASE`).
 */

export const RUN_FILE_FORMAT = 'viommu-lab run';
export const RUN_FILE_VERSION = 1;
/** Largest text that is read. */
export const MOST_RUN_FILE_CHARACTERS = 8 * 1024 * 1024;

const KEYS = ['format', 'version', 'config', 'seed', 'commands', 'time', 'acts', 'event', 'recording', 'view'];
const CACHE_KEYS = ['iotlbEntries', 'iotlbWays', 'replacement', 'contextEntries'];

/** The text of a run file. */
export function runFileText({ config, commands, time, acts, event, recording, view }: Moment): string {
  const { seed, costs, ...rest } = config;
  const content = {
    format: RUN_FILE_FORMAT,
    version: RUN_FILE_VERSION,
    config: { ...rest, costs: costEdits(costs) },
    seed,
    commands: plainCommands(commands),
    time,
    ...(acts === undefined ? {} : { acts }),
    ...(event === undefined ? {} : { event }),
    ...(recording === undefined ? {} : { recording }),
    view: plainView(view),
  };
  return `${JSON.stringify(content, null, 1)}\n`;
}

/** Reads a run file. @throws RunFileError that names what is wrong, where, and what is allowed */
export function parseRunFile(text: string, vocabulary: ViewVocabulary): Moment {
  if (text.length > MOST_RUN_FILE_CHARACTERS) {
    throw new RunFileError('file', `has ${text.length} characters; allowed: up to ${MOST_RUN_FILE_CHARACTERS}`);
  }
  const file = parseJson(text);
  const { format, version } = file;
  if (format !== RUN_FILE_FORMAT) throw new RunFileError('format', `is not "${RUN_FILE_FORMAT}": this is no run file`);
  if (version !== RUN_FILE_VERSION) {
    throw new RunFileError('version', `is not one that this page reads; allowed: ${RUN_FILE_VERSION}`);
  }
  const stranger = Object.keys(file).find((key) => !KEYS.includes(key));
  if (stranger !== undefined) throw new RunFileError(brief(stranger), `is unknown; allowed: ${KEYS.join(', ')}`);
  return {
    config: readConfig(take(file, 'config'), take(file, 'seed')),
    commands: readCommands(take(file, 'commands')),
    time: readTime(take(file, 'time') ?? 0),
    acts: readCount(file, 'acts'),
    event: readCount(file, 'event'),
    recording: readRecording(take(file, 'recording')),
    view: readRunView(take(file, 'view'), vocabulary),
  };
}

function parseJson(text: string): Plain {
  const value = parseJsonText(text);
  if (value === undefined) throw new RunFileError('file', 'is not JSON, or was cut off');
  if (!isPlainObject(value)) throw new RunFileError('file', 'is not a JSON object');
  return value;
}

function readConfig(config: unknown, seed: unknown): MachineConfig {
  if (!isPlainObject(config)) throw new RunFileError('config', 'is missing or not an object');
  const seedError = settingError('seed', typeof seed === 'number' ? seed : undefined);
  if (seedError !== undefined) throw new RunFileError('seed', afterKey(seedError, 'seed'));
  const taken: Record<string, unknown> = { seed };
  for (const [key, value] of Object.entries(config)) {
    const where = `config.${brief(key)}`;
    if (key === 'seed') throw new RunFileError(where, 'stands outside of config');
    if (key === 'caches') taken[key] = readCaches(value);
    else if (key === 'costs' || isPlainKey(key)) {
      const parsed = key === 'costs' ? parseCosts(value) : parsePlainValue(key, value);
      if (typeof parsed === 'string') throw new RunFileError(where, afterKey(parsed, key));
      taken[key] = parsed.value;
    } else throw new RunFileError(where, `is no setting; allowed: ${[...PLAIN_KEYS, 'caches', 'costs'].join(', ')}`);
  }
  return { ...LINK_BASE, ...taken };
}

function readCaches(value: unknown): unknown {
  if (!isPlainObject(value)) throw new RunFileError('config.caches', 'is not an object');
  for (const [key, one] of Object.entries(value)) {
    const where = `config.caches.${brief(key)}`;
    if (!CACHE_KEYS.includes(key)) throw new RunFileError(where, `is unknown; allowed: ${CACHE_KEYS.join(', ')}`);
    if (typeof one === 'object') throw new RunFileError(where, 'is not a plain value');
  }
  const caches = { ...LINK_BASE.caches, ...value };
  const error = settingError('caches', caches);
  if (error !== undefined) throw new RunFileError('config.caches', afterKey(error, 'caches'));
  return caches;
}

function readTime(time: unknown): number {
  const isTime = Number.isSafeInteger(time) && (time as number) >= 0;
  if (!isTime) throw new RunFileError('time', 'is no time; allowed: whole picoseconds from 0 to 2^53');
  return time as number;
}

function readCount(file: Plain, key: string): number | undefined {
  const value = take(file, key);
  const isCount = value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0);
  if (!isCount) throw new RunFileError(key, 'is wrong; allowed: a whole number from 0');
  return value as number | undefined;
}

function readRecording(recording: unknown): RecordingName | undefined {
  if (recording === undefined) return undefined;
  const { name, hash, ...more } = isPlainObject(recording) ? recording : {};
  if (Object.keys(more).length > 0) throw new RunFileError('recording', 'has more than name and hash');
  const error = recordingError(name, hash);
  if (error !== undefined) throw new RunFileError('recording', `is wrong: ${error}`);
  return { name: name as string, hash: hash as string };
}

/** A message that begins with the key, without it: the place is named already. */
function afterKey(message: string, key: string): string {
  return message.startsWith(key) ? message.slice(key.length).replace(/^[.: ]+/, '') : message;
}
