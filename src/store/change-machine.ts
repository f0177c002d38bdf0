import { isLiveKey, type MachineConfig } from '../config/machine-config.ts';
import type { LabActions } from './actions.ts';

/** Changes settings as gently as can be: in the running machine where it takes all of them, with a new machine otherwise. */
export function changeMachine(
  actions: Pick<LabActions, 'adjust' | 'restartWith'>,
  config: MachineConfig,
  wanted: Partial<MachineConfig>,
): void {
  const change: Partial<MachineConfig> = Object.fromEntries(
    Object.entries(wanted).filter(([key]) => !isAlready(config, wanted, key as keyof MachineConfig)),
  );
  const keys = Object.keys(change);
  if (keys.length === 0) return;
  if (keys.every(isLiveKey)) actions.adjust(change);
  else actions.restartWith(change);
}

/** Whether a machine has the settings that are wanted of it. */
export function hasSettings(config: MachineConfig, wanted: Partial<MachineConfig>): boolean {
  return Object.keys(wanted).every((key) => isAlready(config, wanted, key as keyof MachineConfig));
}

function isAlready(config: MachineConfig, wanted: Partial<MachineConfig>, key: keyof MachineConfig): boolean {
  return config[key] === wanted[key] || JSON.stringify(config[key]) === JSON.stringify(wanted[key]);
}
