import type { HostEnvironment } from './environment.ts';
import { Host } from './host.ts';
import { recordings } from './recordings-inside.ts';

// A worker's global scope; the file is a classic script once built, so there is nothing to import it from.
const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

const environment: HostEnvironment = {
  post: (report, transfer) => scope.postMessage(report, [...transfer]),
  wallTime: () => performance.now(),
  soon: (callback) => {
    waiting.push(callback);
    channel.port2.postMessage(null);
  },
  later: (callback, milliseconds) => {
    const id = setTimeout(callback, milliseconds);
    return () => clearTimeout(id);
  },
};
const host = new Host(environment, recordings);
scope.onmessage = (message: MessageEvent<unknown>) => host.receive(message.data);
