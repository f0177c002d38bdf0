import type { Pacemaker } from '../../src/session/in-process-session.ts';

/** The real clock and timers of this thread. */
export function threadPacemaker(): Pacemaker {
  return {
    wallTime: () => performance.now(),
    soon: (callback) => {
      setTimeout(callback, 0);
    },
    later: (callback, milliseconds) => {
      const id = setTimeout(callback, milliseconds);
      return () => clearTimeout(id);
    },
  };
}
