import { costProfile, costEdits } from '../config/cost-edits.ts';
import type { CostKey } from '../config/cost-model.ts';
import { ImpossibleMachine, type VainWait } from '../config/impossible-machine.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import type { Errand } from './errands.ts';
import { PS_PER_US } from '../clock/time.ts';

/** Prices that are named at most: what is furthest from its usual price first. */
const MOST_NAMED = 2;

/** Why there can be no machine of a configuration, or why it cannot go on, and what to change; undefined for any other error. */
export function impossibility(error: unknown, config: MachineConfig): string | undefined {
  if (!(error instanceof ImpossibleMachine)) return undefined;
  const { message, wait } = error;
  if (wait === undefined) return `the guest’s driver gave up: ${message}`;
  const microseconds = Math.round(wait.span / PS_PER_US).toLocaleString('en');
  const looks = wait.looks.toLocaleString('en');
  return `the guest’s driver gave up: ${message}, after ${looks} looks at the ${wait.at} in ${microseconds} µs. ${advice(config, wait)}`;
}

/** Does an errand with a machine of this configuration; when there cannot be such a machine, `refuse` is told why. */
export function* unlessImpossible(config: MachineConfig, errand: Errand, refuse: (reason: string) => void): Errand {
  try {
    yield* errand;
  } catch (error) {
    const reason = impossibility(error, config);
    if (reason === undefined) throw error;
    refuse(reason);
  }
}

/** What makes a wait shorter, or the driver more patient: it counts its looks. */
function advice({ costs }: MachineConfig, { at }: VainWait): string {
  const look: CostKey = at === 'register' ? 'register-read' : 'status-poll';
  const waited: CostKey = at === 'register' ? 'register-invalidation-latency' : 'queued-descriptor-latency';
  const usual = costProfile(costEdits(costs).profile)!.rows;
  const times = (key: CostKey): number => costs.rows[key].value / Math.max(usual[key].value, 1);
  const isDear = (key: CostKey): boolean => key !== look && key !== 'core-frequency' && times(key) > 1;
  const dear = (Object.keys(usual) as CostKey[]).filter(isDear).toSorted((a, b) => times(b) - times(a));
  const lower = dear.length > 0 ? dear.slice(0, MOST_NAMED) : [waited];
  const named = (key: CostKey): string =>
    `${key} (now ${costs.rows[key].value.toLocaleString('en')} ${costs.rows[key].unit}, usually ${usual[key].value.toLocaleString('en')})`;
  return `Lower the price ${lower.map(named).join(' or ')}, or raise ${named(look)}`;
}
