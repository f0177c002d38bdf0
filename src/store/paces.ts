import type { Pace } from '../protocol/commands.ts';

/** A stop of the speed slider. */
export interface SpeedStop {
  readonly pace: Pace;
  /** As addresses and messages write it: `5/s` (events a second), `1:500` (slow motion), `full`. */
  readonly name: string;
  /** What stands beside the slider. */
  readonly label: string;
  /** What a screen reader says. */
  readonly spoken: string;
}

const EVENTS = [1, 2, 5, 10, 20, 50, 100, 300, 1000];
const SLOWNESS = [20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1];

/** From one event a second through slow motion to as fast as possible: equal steps of the slider are equal factors. */
export const SPEED_STOPS: readonly SpeedStop[] = [
  ...EVENTS.map((perSecond): SpeedStop => {
    const noun = perSecond === 1 ? 'event' : 'events';
    return {
      pace: { kind: 'events', perSecond },
      name: `${perSecond}/s`,
      label: `${perSecond} ${noun}/s`,
      spoken: `${perSecond} ${noun} a second`,
    };
  }),
  ...SLOWNESS.map((slowness): SpeedStop => ({
    pace: { kind: 'time', rate: 1 / slowness },
    name: `1:${slowness}`,
    label: slowness === 1 ? 'real time' : `1 : ${slowness}`,
    spoken: slowness === 1 ? 'real time' : `slow motion, ${slowness} times slower than real time`,
  })),
  { pace: { kind: 'full' }, name: 'full', label: 'full speed', spoken: 'as fast as this machine can' },
];

/** Place on the slider of a pace that has one. */
export function speedOf(wanted: Pace): number {
  return SPEED_STOPS.findIndex(({ pace }) => JSON.stringify(pace) === JSON.stringify(wanted));
}

/** Slow motion 1 : 500: slow enough to see a countdown of ten milliseconds pass. */
export const DEFAULT_SPEED = speedOf({ kind: 'time', rate: 1 / 500 });

/** A recorded driver does hundreds of operations a second, not hundreds of thousands: 1 : 10 shows them passing. */
export const REPLAY_SPEED = speedOf({ kind: 'time', rate: 1 / 10 });

/** Fast enough that a rate comes to rest while one waits for it. */
export const SETTLE_SPEED = speedOf({ kind: 'time', rate: 1 / 50 });

/** Whether single events can be followed with the eye at this speed. */
export function isReadable(pace: Pace): boolean {
  return pace.kind === 'events' && pace.perSecond <= 10;
}
