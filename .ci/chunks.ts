import { join } from 'node:path';

const SRC = join(import.meta.dirname, '../src');
const PAGE = join(SRC, 'main.tsx');
const WORKER = join(SRC, 'worker/worker.ts');

/** What the bundler says of a module while it divides modules among files. */
interface Context {
  readonly getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null;
}

/**
 * Says into which file of the site a module goes: what page and emulator both need at once, and what either needs at once, one file
 * each; otherwise as the bundler sees fit. Many small files compress worse, and each must be asked for. For one build only.
 */
export function chunking(): (id: string, context: Context) => string | null {
  const needs = new Map<string, ReadonlySet<string>>();
  const isNeededBy = (entry: string, id: string, context: Context): boolean => {
    const found = needs.get(entry) ?? neededBy(entry, context);
    needs.set(entry, found);
    return found.has(id);
  };
  return (id, context) => {
    const isPage = isNeededBy(PAGE, id, context);
    const isWorker = isNeededBy(WORKER, id, context);
    if (isPage) return isWorker ? 'common' : 'page';
    return isWorker ? 'emulator' : null;
  };
}

/** Every module that one needs before it can run, and itself. */
function neededBy(entry: string, context: Context): Set<string> {
  const found = new Set([entry]);
  for (const id of found) for (const next of context.getModuleInfo(id)?.importedIds ?? []) found.add(next);
  return found;
}
