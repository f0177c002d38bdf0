import type { Report } from '../protocol/reports.ts';
import { Host, type HostEnvironment } from '../worker/host.ts';
import { recordings } from '../worker/recordings-inside.ts';
import type { Session } from './session.ts';

/** What passes time for an emulator on this thread; a test may bring a clock of its own. */
export type Pacemaker = Omit<HostEnvironment, 'post'>;

/** The same emulator on the caller's thread: for Node, tests, and browsers that refuse workers. */
export function createInProcessSession(pacemaker: Pacemaker): Session {
  const listeners = new Set<(report: Report) => void>();
  let disposed = false;
  const held: Report[] = [];
  const tell = (report: Report): void => {
    if (disposed) return;
    if (listeners.size === 0) held.push(report);
    for (const listener of [...listeners]) listener(report);
  };
  const host = new Host({ ...pacemaker, post: tell }, recordings);
  return {
    send: (command) => {
      if (!disposed) host.receive(command);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      for (const report of held.splice(0)) listener(report);
      return () => listeners.delete(listener);
    },
    dispose: () => {
      disposed = true;
      listeners.clear();
      host.dispose();
    },
  };
}
