import type { Plugin } from 'vite';

/** `import { a, b as c, type D } from './file.ts';`, also over several lines. */
const NAMED_IMPORT = /^import \{([^}]*)\} from '(\.[^']*)';/gm;

/**
 * For tests only. The test runner turns every use of an imported name into a getter's call, which makes arithmetic that is
 * spread over files about ten times slower than the same code in a bundle. This binds imported names to constants of the
 * file. It is the same for a program without import cycles and without exported variables that change, and an architecture
 * test holds `src` to both. Lines keep their numbers.
 */
export function localImports(): Plugin {
  return {
    name: 'local-imports',
    enforce: 'pre',
    transform: {
      filter: { id: /\/(src|test)\/.*\.tsx?$/ },
      handler: (code) => code.replaceAll(NAMED_IMPORT, bindLocally),
    },
  };
}

function bindLocally(_statement: string, names: string, file: string): string {
  const imports: string[] = [];
  const constants: string[] = [];
  for (const name of names.split(',').map((one) => one.trim())) {
    if (name === '' || name.startsWith('type ')) continue;
    const [exported, local = exported] = name.split(/\s+as\s+/);
    imports.push(`${exported} as imported_${local}`);
    constants.push(`${local} = imported_${local}`);
  }
  const lines = '\n'.repeat(names.split('\n').length - 1);
  if (imports.length === 0) return lines;
  return `import { ${imports.join(', ')} } from '${file}';${lines} const ${constants.join(', ')};`;
}
