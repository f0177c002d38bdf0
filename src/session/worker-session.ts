import type { Command } from '../protocol/commands.ts';
import type { Report } from '../protocol/reports.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { startWorker } from './inlined-worker.ts';
import type { Session } from './session.ts';

/** An emulator in a worker of its own, which starts anywhere the page does. */
export function createWorkerSession(): Session {
  const listeners = new Set<(report: Report) => void>();
  const queue: { command: Command; transfer: readonly Transferable[] }[] = [];
  let ready = false;
  let disposed = false;
  const tell = (report: Report): void => {
    if (!disposed) for (const listener of [...listeners]) listener(report);
  };
  let worker: Worker | undefined;
  try {
    worker = startWorker('viommu-lab emulator');
  } catch (error) {
    // Told once someone listens.
    queueMicrotask(() =>
      tell({ kind: 'crashed', message: `the worker could not be started: ${String(error)}`, stack: '' }),
    );
  }
  if (worker !== undefined) {
    worker.onmessage = (message: MessageEvent<Report>) => {
      const report = message.data;
      if (report.kind === 'ready') {
        ready = report.protocol === PROTOCOL_VERSION;
        if (!ready) {
          tell({ kind: 'crashed', message: 'page and emulator are of different versions: reload the page', stack: '' });
          return;
        }
        for (const { command, transfer } of queue.splice(0)) worker.postMessage(command, [...transfer]);
      }
      tell(report);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      const where = event.filename ? ` (line ${event.lineno})` : '';
      tell({ kind: 'crashed', message: `${event.message || 'the worker could not be started'}${where}`, stack: '' });
    };
    worker.onmessageerror = () => tell({ kind: 'crashed', message: 'a report could not be read', stack: '' });
  }
  return {
    send: (command, transfer = []) => {
      if (disposed || worker === undefined) return;
      if (ready) worker.postMessage(command, [...transfer]);
      else queue.push({ command, transfer });
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => {
      disposed = true;
      listeners.clear();
      worker?.terminate();
    },
  };
}
