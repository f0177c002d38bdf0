import { DEFAULT_CONFIG, isLiveKey } from '../config/machine-config.ts';
import { settingError } from '../config/limits.ts';

/** Whether a value counts something. */
export const isWholeNumber = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Why a value is no configuration that can be emulated; undefined when it is one. */
export function configError(config: unknown, command = 'configure'): string | undefined {
  if (typeof config !== 'object' || config === null) return `${command}: config is not an object`;
  for (const key of Object.keys(DEFAULT_CONFIG)) {
    const error = settingError(key, (config as Record<string, unknown>)[key]);
    if (error !== undefined) return `${command}: ${error}`;
  }
  return undefined;
}

/** Why a value is no change of a running machine; undefined when it is one. */
export function adjustError(change: unknown): string | undefined {
  if (typeof change !== 'object' || change === null) return 'adjust: change is not an object';
  for (const [key, value] of Object.entries(change)) {
    if (!isLiveKey(key)) return `adjust: ${key} cannot change while the machine runs`;
    const error = settingError(key, value);
    if (error !== undefined) return `adjust: ${error}`;
  }
  return undefined;
}

/** Why the rogue device cannot be told this; undefined when it can. */
export function rogueError(target: unknown): string | undefined {
  const isKnown = ['never-mapped', 'just-unmapped', 'read-only', 'other-guest'].includes(target as string);
  return isKnown ? undefined : `rogue: there is no target ${JSON.stringify(target)}`;
}
