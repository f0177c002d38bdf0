import EmulatorWorker from '../worker/worker.ts?worker&inline';

/** Starts the worker with an emulator whose code travels inside the page: it starts anywhere the page does. @throws when refused */
export function startWorker(name: string): Worker {
  return new EmulatorWorker({ name });
}
