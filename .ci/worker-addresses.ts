import { basename, join } from 'node:path';

import type { Plugin } from 'vite';

/*
 * The site loads its emulator as files of its own: what page and emulator both need is then shipped once, and what only a
 * recording needs is not loaded before there is one. The page as one file, the development server and the tests have no such
 * files and carry everything inside.
 */

const SRC = join(import.meta.dirname, '../src');
/** What carries code inside, and what loads the same from files beside it. */
const SWAPS = [
  { inside: /\/inlined-worker\.ts$/, beside: join(SRC, 'session/loaded-worker.ts') },
  { inside: /\/recordings-inside\.ts$/, beside: join(SRC, 'worker/recordings-beside.ts') },
];
const QUERY = '?addresses';
const ADDRESSES = /^\0?[^?]+\.ts\?addresses$/;

interface Chunk {
  readonly type: 'chunk';
  readonly fileName: string;
  readonly facadeModuleId: string | null;
  readonly imports: readonly string[];
  code: string;
}

/** Puts what loads code into the place of what carries it, and tells it where the code lies: `./name.ts?addresses`. */
export function workerAddresses(): Plugin {
  const wanted = new Set<string>();
  return {
    name: 'viommu-lab:worker-addresses',
    apply: 'build',
    enforce: 'pre',
    buildStart: () => wanted.clear(),
    resolveId: {
      filter: { id: [...SWAPS.map(({ inside }) => inside), ADDRESSES] },
      async handler(source, importer) {
        const swap = SWAPS.find(({ inside }) => inside.test(source));
        if (swap !== undefined) return swap.beside;
        const module = await this.resolve(source.slice(0, -QUERY.length), importer);
        return module && `\0${module.id}${QUERY}`;
      },
    },
    load: {
      filter: { id: ADDRESSES },
      handler(id) {
        const module = id.slice(1, -QUERY.length);
        wanted.add(module);
        const name = basename(module, '.ts');
        const reference = this.emitFile({ type: 'chunk', id: module, name, preserveSignature: 'strict' });
        return `const last = import.meta.ROLLUP_FILE_URL_${reference};
const others = '${placeholder(module)}'.trim().split(' ').filter(Boolean);
export default [...others.map((name) => new URL(name, last).href), last];`;
      },
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk') as Chunk[];
      for (const module of wanted) {
        const loaded = chunks.find(({ facadeModuleId }) => facadeModuleId === module);
        if (loaded === undefined) this.error(`${module} has become no file of its own`);
        const names = [...importedBy(loaded, chunks)].map((name) => basename(name)).join(' ');
        const place = placeholder(module);
        if (names.length > place.length) this.error(`${module} imports too many files: ${names}`);
        for (const chunk of chunks) chunk.code = chunk.code.replace(place, () => names.padEnd(place.length));
      }
    },
  };
}

/** Stands for the names of the files that a module imports; as long as they may get, so that source maps stay true. */
function placeholder(module: string): string {
  return `files of ${basename(module)}`.padEnd(160, '_');
}

/** The files that a file imports, each after those that it imports itself. */
function importedBy(chunk: Chunk, chunks: readonly Chunk[], found = new Set<string>([chunk.fileName])): Set<string> {
  for (const name of chunk.imports) {
    const imported = chunks.find(({ fileName }) => fileName === name);
    if (imported === undefined || found.has(name)) continue;
    importedBy(imported, chunks, found);
    found.add(name);
  }
  found.delete(chunk.fileName);
  return found;
}
