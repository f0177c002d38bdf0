import type { Brand } from '../base/brand.ts';

/**
 * Simulated time since the start, in whole picoseconds. 2^53 ps are 2 h 30 min, so a simulated hour stays exact; one bit
 * at 400 Gb/s lasts 2.5 ps.
 */
export type Time = Brand<number, 'Time'>;
/** A span of simulated time, in whole picoseconds. */
export type Duration = Brand<number, 'Duration'>;

/** The start of every run. */
export const START = 0 as Time;
/** Later than anything that happens. */
export const NEVER = Number.MAX_SAFE_INTEGER as Time;

export const PS_PER_NS = 1_000;
export const PS_PER_US = 1_000_000;
export const PS_PER_MS = 1_000_000_000;
export const PS_PER_S = 1_000_000_000_000;

export const time = (picoseconds: number): Time => picoseconds as Time;
export const duration = (picoseconds: number): Duration => picoseconds as Duration;
export const nanoseconds = (value: number): Duration => Math.round(value * PS_PER_NS) as Duration;
export const microseconds = (value: number): Duration => Math.round(value * PS_PER_US) as Duration;
export const milliseconds = (value: number): Duration => Math.round(value * PS_PER_MS) as Duration;

/** The moment `span` after `from`. */
export const after = (from: Time, span: Duration): Time => (from + span) as Time;
/** The span from `from` to `to` (negative when `to` is earlier). */
export const between = (from: Time, to: Time): Duration => (to - from) as Duration;
/** The later of two moments. */
export const later = (a: Time, b: Time): Time => (a > b ? a : b);

/** Cycles of a clock of `hertz` as a span, rounded to a picosecond. */
export function cyclesToDuration(cycles: number, hertz: number): Duration {
  return Math.round((cycles * PS_PER_S) / hertz) as Duration;
}

/** A span in cycles of a clock of `hertz` (not rounded; for display and reports). */
export function durationToCycles(span: number, hertz: number): number {
  return (span / PS_PER_S) * hertz;
}
