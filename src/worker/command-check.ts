import { DEFAULT_CONFIG, type LiveSettings } from '../config/machine-config.ts';
import { settingError } from '../config/limits.ts';
import { SECTION_NAMES, type Command, type Pace } from '../protocol/commands.ts';

/** Keys of the settings that a running machine can take. */
export const LIVE_KEYS: readonly (keyof LiveSettings)[] = [
  'strategy',
  'workload',
  'ageLimitMicroseconds',
  'quota',
  'flushHighWaterMark',
  'flushTimeoutMicroseconds',
  'flushScope',
  'coldPartsPerMillion',
  'linkGbps',
  'largePages',
  'hostPressure',
  'setting',
  'costs',
];

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
      return ['event', 'operation', 'frame'].includes(command.unit)
        ? undefined
        : `step: unit is ${JSON.stringify(command.unit)}; allowed: event, operation, frame`;
    case 'watch': {
      if (!Array.isArray(command.sections)) return 'watch: sections is not a list';
      const unknown = command.sections.find((name) => !SECTION_NAMES.includes(name));
      return unknown === undefined ? undefined : `watch: there is no section ${JSON.stringify(unknown)}`;
    }
    case 'rogue':
      return ['never-mapped', 'just-unmapped', 'read-only', 'other-guest'].includes(command.target)
        ? undefined
        : `rogue: there is no target ${JSON.stringify(command.target)}`;
    case 'load-recording':
      return typeof command.name === 'string' && command.bytes instanceof ArrayBuffer
        ? undefined
        : 'load-recording: needs a name and an ArrayBuffer';
    case 'visibility':
      return typeof command.hidden === 'boolean' ? undefined : 'visibility: hidden is not true or false';
    case 'acknowledge':
      return Number.isInteger(command.report) && command.buffer instanceof ArrayBuffer
        ? undefined
        : 'acknowledge: needs the report’s number and its buffer';
    case 'pause':
      return undefined;
    default:
      return `there is no command ${JSON.stringify((message as { kind?: unknown }).kind)}`;
  }
}

function configError(config: unknown): string | undefined {
  if (typeof config !== 'object' || config === null) return 'configure: config is not an object';
  for (const key of Object.keys(DEFAULT_CONFIG)) {
    const error = settingError(key, (config as Record<string, unknown>)[key]);
    if (error !== undefined) return `configure: ${error}`;
  }
  return undefined;
}

function adjustError(change: unknown): string | undefined {
  if (typeof change !== 'object' || change === null) return 'adjust: change is not an object';
  for (const [key, value] of Object.entries(change)) {
    if (!LIVE_KEYS.includes(key as keyof LiveSettings)) return `adjust: ${key} cannot change while the machine runs`;
    const error = settingError(key, value);
    if (error !== undefined) return `adjust: ${error}`;
  }
  return undefined;
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
