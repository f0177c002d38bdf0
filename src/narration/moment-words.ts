import type { Breakpoint } from '../protocol/commands.ts';
import { milliseconds } from './format.ts';

/** What a run can be stopped at, as it is chosen. */
export const BREAKPOINT_LABEL: Readonly<Record<Breakpoint, string>> = {
  fault: 'a fault',
  'stale-hit': 'a stale hit',
  'queue-full': 'a full queue',
  'first-walk': 'the first walk of a page',
  'vm-exit': 'a VM exit',
};

/** What each of them means. */
export const BREAKPOINT_HELP: Readonly<Record<Breakpoint, string>> = {
  fault: 'a DMA is blocked, or a fault recorded',
  'stale-hit': 'a device reaches a page that the driver had unmapped',
  'queue-full': 'the teardown queue is over its quota, or the flush queue at its mark',
  'first-walk': 'the unit walks the tables for a page that it has not walked for before',
  'vm-exit': 'the guest touches a register of its IOMMU and leaves its core',
};

/** The choice of breakpoints in a narrow place. */
export function breakpointsChosen(on: readonly Breakpoint[]): string {
  return on.length === 0 ? 'Stop at…' : `Stop at: ${on.length}`;
}

/** A moment of simulated time, ps, to the nanosecond: `1.234 567 ms`. */
export function moment(picoseconds: number): string {
  const [whole, part = ''] = milliseconds(picoseconds, 6).split('.');
  return `${whole}.${part.slice(0, 3)} ${part.slice(3)} ms`;
}

/** What the slider of time says: where one is, and from where to where one can go. */
export function reachInWords(now: number, from: number, to: number, changes: number): string {
  const marks = changes === 0 ? '' : `, ${changes} ${changes === 1 ? 'change' : 'changes'} marked`;
  const past = to > now ? '; a change made here forgets what came after' : '';
  return `${milliseconds(now, 3)} ms; kept: ${milliseconds(from, 3)} to ${milliseconds(to, 3)} ms${marks}${past}`;
}
