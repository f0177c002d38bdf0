import addresses from '../worker/worker.ts?addresses';

/*
 * What `inlined-worker.ts` is to the page as one file, for the site: the build puts this module in its place.
 */

/**
 * Starts the worker with an emulator that lies beside the page's own code. A sandboxed page may start no worker from an address,
 * only from text; that text then loads the emulator, as the page loads its own modules. One file after the other, what is imported
 * first: Firefox holds what a module of a worker imports against `worker-src`, but not what has been loaded already.
 * @throws when refused
 */
export function startWorker(name: string): Worker {
  const text = `URL.revokeObjectURL(location.href);
(async () => { for (const address of ${JSON.stringify(addresses)}) await import(address); })().catch((error) =>
  postMessage({ kind: 'crashed', message: 'the emulator could not be loaded: ' + error, stack: '' }));`;
  return new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })), { name });
}
