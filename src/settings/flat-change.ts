import { isPlainKey, withFlat, type FlatValue } from '../config/flat-settings.ts';
import type { MachineConfig } from '../config/machine-config.ts';

/** Settings by flat name, from outside of the page. */
export type FlatChanges = Readonly<Record<string, FlatValue>>;

/** A configuration with settings changed by name, all of them or none: what cannot be is told with its name. */
export function changedConfig(
  config: MachineConfig,
  changes: FlatChanges,
): { readonly config: MachineConfig } | { readonly field: string; readonly message: string } {
  const result = withFlat(config, new Map(Object.entries(changes)));
  for (const [field, message] of result.problems) return { field, message };
  return { config: result.config };
}

/** Every plain setting of a machine by name. */
export function plainSettings(config: MachineConfig): FlatChanges {
  return Object.fromEntries(Object.entries(config).filter(([key]) => isPlainKey(key)));
}
