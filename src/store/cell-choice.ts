import { ASYNC_NEEDS_QUEUE, type Setting, type Strategy } from '../config/identifiers.ts';
import type { LabState } from './lab-state.ts';

type Known = Pick<LabState, 'config' | 'reportedConfig' | 'unavailable'>;

/**
 * Why a cell of the matrix cannot be chosen; undefined when it can. The driver's own word for the setting it runs in holds
 * for the others too, except under direct assignment, where there is no driver to ask.
 */
export function whyNot(state: Known, setting: Setting, strategy: Strategy): string | undefined {
  if (setting === 'direct') return undefined;
  if (state.reportedConfig.setting !== 'direct') return state.unavailable[strategy];
  return strategy === 'async' && state.config.invalidation === 'register' ? ASYNC_NEEDS_QUEUE : undefined;
}

/** Settings between which a running machine changes; any other change starts a new one. */
const SAME_HOST: ReadonlySet<Setting> = new Set<Setting>(['samecore', 'sidecore']);

/** Whether choosing a setting starts a new machine. */
export function startsAnew(from: Setting, to: Setting): boolean {
  return from !== to && !(SAME_HOST.has(from) && SAME_HOST.has(to));
}
