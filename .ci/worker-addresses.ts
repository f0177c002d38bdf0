import { basename, join } from 'node:path';

import type { Plugin } from 'vite';

/*
 * The site loads its emulator as files of its own: what page and emulator both need is then shipped once, and what only a
 * recording needs is not loaded before there is one. The page as one file, the development server and the tests have no such
 * files and carry the emulator inside (`src/session/inlined-worker.ts`).
 */

const INLINED = /^\.\/inlined-worker\.ts$/;
const LOADED = join(import.meta.dirname, '../src/session/loaded-worker.ts');
const ADDRESSES = /worker\/worker\.ts\?addresses$/;
const WORKER = join(import.meta.dirname, '../src/worker/worker.ts');
/** Stands for the names of the files that the emulator imports; as long as they may get, so that source maps stay true. */
const PLACEHOLDER = 'files of the emulator'.padEnd(160, '_');

interface Chunk {
  readonly type: 'chunk';
  readonly fileName: string;
  readonly facadeModuleId: string | null;
  readonly imports: readonly string[];
  code: string;
}

/** Puts what loads the emulator into the place of what carries it, and tells it where the emulator lies. */
export function workerAddresses(): Plugin {
  return {
    name: 'viommu-lab:worker-addresses',
    apply: 'build',
    enforce: 'pre',
    resolveId: {
      filter: { id: [INLINED, ADDRESSES] },
      handler: (source) => (INLINED.test(source) ? LOADED : `\0${source}`),
    },
    load: {
      filter: { id: ADDRESSES },
      handler() {
        const reference = this.emitFile({ type: 'chunk', id: WORKER, name: 'emulator' });
        return `const last = import.meta.ROLLUP_FILE_URL_${reference};
const others = '${PLACEHOLDER}'.trim().split(' ').filter(Boolean);
export default [...others.map((name) => new URL(name, last).href), last];`;
      },
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk') as Chunk[];
      const emulator = chunks.find(({ facadeModuleId }) => facadeModuleId === WORKER);
      if (emulator === undefined) return;
      const names = [...importedBy(emulator, chunks)].map((name) => basename(name)).join(' ');
      if (names.length > PLACEHOLDER.length) this.error(`the emulator imports too many files: ${names}`);
      for (const chunk of chunks) {
        chunk.code = chunk.code.replace(PLACEHOLDER, () => names.padEnd(PLACEHOLDER.length));
      }
    },
  };
}

/** The files that a file imports, each after those that it imports itself. */
function importedBy(chunk: Chunk, chunks: readonly Chunk[], found = new Set<string>()): Set<string> {
  for (const name of chunk.imports) {
    const imported = chunks.find(({ fileName }) => fileName === name);
    if (imported === undefined || found.has(name)) continue;
    importedBy(imported, chunks, found);
    found.add(name);
  }
  return found;
}
