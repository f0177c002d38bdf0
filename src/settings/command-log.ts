import { costEdits, costsFromEdits } from '../config/cost-edits.ts';
import { brief } from '../config/flat-settings.ts';
import { settingError } from '../config/limits.ts';
import { isLiveKey, type LiveSettings } from '../config/machine-config.ts';
import type { RogueTarget } from '../protocol/commands.ts';
import { MOST_COMMANDS, type LoggedCommand, type LoggedEntry } from '../protocol/run-moment.ts';

/*
 * Logged commands as plain JSON values and back. Links and run files share this: they differ in how they write the time.
 */

export const ROGUE_TARGETS = [
  'never-mapped',
  'just-unmapped',
  'read-only',
  'other-guest',
] as const satisfies readonly RogueTarget[];

/** A change as JSON: a price list becomes its profile and what differs. */
export function plainChange(change: Partial<LiveSettings>): Record<string, unknown> {
  const { costs, ...rest } = change;
  return costs === undefined ? { ...rest } : { ...rest, costs: costEdits(costs) };
}

/** The change that a JSON value means, or why it means none, in words that begin with the name of what is wrong. */
export function parseChange(plain: unknown): Partial<LiveSettings> | string {
  if (!isPlainObject(plain)) return 'is not an object of settings';
  const change: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(plain)) {
    if (!isLiveKey(key)) return `.${brief(key)} is no setting that changes while a machine runs`;
    const taken = key === 'costs' ? parseCosts(value) : parsePlainValue(key, value);
    if (typeof taken === 'string') return `.${taken}`;
    change[key] = taken.value;
  }
  return change;
}

/** A price list from its profile and what differs. */
export function parseCosts(plain: unknown): { readonly value: unknown } | string {
  if (!isPlainObject(plain)) return 'costs is not an object with profile and edits';
  const stranger = Object.keys(plain).find((key) => key !== 'profile' && key !== 'edits');
  if (stranger !== undefined) return `costs.${brief(stranger)} is unknown; allowed: profile, edits`;
  const edits = Object.hasOwn(plain, 'edits') ? plain['edits'] : {};
  if (!isPlainObject(edits)) return 'costs.edits is not an object';
  const costs = costsFromEdits(plain['profile'], edits);
  return typeof costs === 'string' ? costs : { value: costs };
}

/** A setting that is one plain value. */
export function parsePlainValue(key: string, value: unknown): { readonly value: unknown } | string {
  // Said here because what is not plain may be too deep to be shown.
  if (typeof value === 'object' || (typeof value === 'string' && value.length > 40))
    return `${key} is not a plain value`;
  const error = settingError(key, value);
  return error ?? { value };
}

/** Why `at` is no moment after `before`, or undefined. */
export function timeError(at: unknown, before: number): string | undefined {
  if (!Number.isSafeInteger(at) || (at as number) < 0) return 'is no time; allowed: whole picoseconds from 0 to 2^53';
  return (at as number) < before ? `is earlier than the command before it` : undefined;
}

export const isRogueTarget = (value: unknown): value is RogueTarget =>
  (ROGUE_TARGETS as readonly unknown[]).includes(value);

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The log as nested arrays: time since the command before, and a target or a change. */
export function packLog(entries: readonly LoggedEntry[]): unknown[] {
  let before = 0;
  return entries.map(({ at, command }) => {
    const since = at - before;
    before = at;
    return [since, command.kind === 'rogue' ? command.target : plainChange(command.change)];
  });
}

/** The log that `packLog` packed, or why it is none. */
export function unpackLog(packed: unknown): LoggedEntry[] | string {
  if (!Array.isArray(packed)) return 'is not a list of commands';
  if (packed.length > MOST_COMMANDS) return `has ${packed.length} commands; allowed: up to ${MOST_COMMANDS}`;
  const entries: LoggedEntry[] = [];
  let before = 0;
  for (const [index, row] of (packed as unknown[]).entries()) {
    if (!Array.isArray(row) || row.length !== 2) return `, command ${index + 1} is not a pair of time and change`;
    const at = before + Number(row[0]);
    const late = typeof row[0] === 'number' ? timeError(at, before) : timeError(undefined, before);
    if (late !== undefined) return `, the time of command ${index + 1} ${late}`;
    const command = unpackCommand(row[1]);
    if (typeof command === 'string') return `, command ${index + 1}: ${command}`;
    entries.push({ at, command });
    before = at;
  }
  return entries;
}

function unpackCommand(plain: unknown): LoggedCommand | string {
  if (typeof plain === 'string') {
    return isRogueTarget(plain)
      ? { kind: 'rogue', target: plain }
      : `there is no rogue DMA "${brief(plain)}"; allowed: ${ROGUE_TARGETS.join(', ')}`;
  }
  const change = parseChange(plain);
  return typeof change === 'string' ? change.replace(/^\./, '') : { kind: 'adjust', change };
}
