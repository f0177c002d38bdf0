import { posix } from 'node:path';

import { CORE, EXTRA_IMPORTS, FOLDER_IMPORTS, PACKAGE_IMPORTS, WIRING, WITHOUT_BIGINT } from './import-rules.ts';
import { lineAt, walk, type Import, type SourceFile, type SyntaxNode } from './source-file.ts';

/** Functions of `Math` whose result the language defines to the last bit. */
const EXACT_MATH = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'];
const AMBIENT = ['Date', 'performance', 'Intl', 'setTimeout', 'setInterval', 'queueMicrotask', 'crypto'];
const GLOBAL_OBJECTS = ['globalThis', 'self', 'window'];
const NETWORK = ['XMLHttpRequest', 'WebSocket', 'WebTransport', 'EventSource', 'RTCPeerConnection', 'sendBeacon'];
const BIGINT = ['BigInt', 'BigInt64Array', 'BigUint64Array'];
const BIGINT_ACCESS = ['getBigInt64', 'getBigUint64', 'setBigInt64', 'setBigUint64'];

/** Imports of a file that the table does not allow. */
export function forbiddenImports(file: SourceFile): string[] {
  if (file.folder === '' && isOneOf(WIRING, file.path)) return [];
  return file.imports.flatMap((one) => {
    if (EXTRA_IMPORTS.some(({ from, specifier }) => from === file.path && specifier === one.specifier)) return [];
    const problem = one.specifier.startsWith('.') ? refuseFile(file, one) : refusePackage(file, one);
    return problem === undefined ? [] : [`src/${file.path}:${one.line} ${problem}`];
  });
}

function refuseFile(file: SourceFile, { specifier }: Import): string | undefined {
  const target = resolveImport(file, specifier);
  if (target.startsWith('..')) return `imports ${specifier}, which is outside src`;
  if (!/\.(tsx?|css|json|c)$/.test(target)) return `imports ${specifier} without its extension`;
  const to = target.includes('/') ? target.slice(0, target.indexOf('/')) : '';
  if (to === '') return `imports ${specifier}, which is wiring`;
  const allowed = [file.folder, 'base', ...(FOLDER_IMPORTS[file.folder] ?? [])];
  return allowed.includes(to) ? undefined : `imports ${to}: ${file.folder} may import only ${allowed.join(', ')}`;
}

function refusePackage(file: SourceFile, { specifier, whole }: Import): string | undefined {
  const allowed = PACKAGE_IMPORTS[file.folder] ?? [];
  const known = allowed.some((name) =>
    name.endsWith(':') ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`),
  );
  if (!known) return `imports the package ${specifier}: ${file.folder} may import ${allowed.join(', ') || 'none'}`;
  return specifier === 'd3' && whole ? 'imports all of d3 instead of the names it needs' : undefined;
}

/** The path, relative to `src`, that a relative import names; queries such as `?worker` are cut off. */
export function resolveImport(file: SourceFile, specifier: string): string {
  return posix.join(posix.dirname(file.path), specifier.replace(/\?.*$/, ''));
}

/** Import cycles, each once, as the list of its files. A worker is a program of its own and closes no cycle. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const targets = new Map(
    files.map((file) => {
      const own = file.imports.filter(({ specifier }) => specifier.startsWith('.') && !specifier.includes('?worker'));
      return [file.path, own.map(({ specifier }) => resolveImport(file, specifier))];
    }),
  );
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) cycles.push([...trail.slice(seenAt), path].join(' -> '));
    if (seenAt >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return cycles;
}

/** Names and literals that must not stand in a file of this folder. */
export function forbiddenNames(file: SourceFile): string[] {
  const problems: string[] = [];
  walk(file.program, (node, parent) => {
    const problem = refuse(file, node, parent);
    if (problem !== undefined) problems.push(`src/${file.path}:${lineAt(file.text, node.start)} ${problem}`);
  });
  return problems;
}

function refuse(file: SourceFile, node: SyntaxNode, parent: SyntaxNode | undefined): string | undefined {
  return (
    refuseNetwork(file, node, parent) ??
    (isOneOf(CORE, file.folder) ? refuseInCore(node, parent) : undefined) ??
    (isOneOf(WITHOUT_BIGINT, file.folder) ? refuseBigint(node) : undefined) ??
    refuseModuleState(node, parent)
  );
}

function refuseNetwork(file: SourceFile, node: SyntaxNode, parent: SyntaxNode | undefined): string | undefined {
  const name = nameOf(node);
  if (name === undefined) return undefined;
  if (NETWORK.includes(name)) return `uses ${name}: the page makes no network calls`;
  const isGlobalFetch =
    name === 'fetch' && (isReference(node, parent) || GLOBAL_OBJECTS.includes(nameOf(parent?.['object']) ?? ''));
  const readsOwnFiles = /^(session|store)\/own-files\.ts$/.test(file.path);
  return isGlobalFetch && !readsOwnFiles ? 'uses fetch: only own-files.ts of session or store reads files' : undefined;
}

function refuseInCore(node: SyntaxNode, parent: SyntaxNode | undefined): string | undefined {
  if (node.type === 'BinaryExpression' && node['operator'] === '**') {
    const base = node['left'] as SyntaxNode;
    return base['value'] === 2 ? undefined : 'uses ** with a base other than 2: its last bit is not defined';
  }
  const name = nameOf(node);
  if (name === undefined || !isReference(node, parent)) return undefined;
  if (AMBIENT.includes(name)) return `uses ${name}: the core knows only simulated time and its own seed`;
  if (GLOBAL_OBJECTS.includes(name)) return `uses ${name}: the core has no surroundings`;
  if (name !== 'Math') return undefined;
  const used = parent?.type === 'MemberExpression' && parent['computed'] !== true ? nameOf(parent['property']) : '';
  return EXACT_MATH.includes(used ?? '') ? undefined : `uses Math.${used}: differs between machines or runs`;
}

function refuseBigint(node: SyntaxNode): string | undefined {
  const name = nameOf(node) ?? '';
  const isBigint =
    (node.type === 'Literal' && typeof node['value'] === 'bigint') ||
    node.type === 'TSBigIntKeyword' ||
    BIGINT.includes(name) ||
    BIGINT_ACCESS.includes(name);
  return isBigint ? 'uses bigint, which is too slow here' : undefined;
}

function refuseModuleState(node: SyntaxNode, parent: SyntaxNode | undefined): string | undefined {
  if (node.type !== 'VariableDeclaration' || node['kind'] === 'const') return undefined;
  const atTop = parent?.type === 'Program' || parent?.type === 'ExportNamedDeclaration';
  return atTop ? 'keeps mutable state in the module: several instances live on one page' : undefined;
}

/** Whether a file mentions a name as code, be it as a variable or as a property. */
export function mentions(file: SourceFile, name: string): boolean {
  let found = false;
  walk(file.program, (node) => {
    if (nameOf(node) === name) found = true;
  });
  return found;
}

/** Whether a file does nothing but pass on what others export. */
export function isBarrel(file: SourceFile): boolean {
  const statements = file.program['body'] as readonly SyntaxNode[];
  const passesOn = ({ type, source }: SyntaxNode & { source?: unknown }) =>
    type === 'ExportAllDeclaration' || (type === 'ExportNamedDeclaration' && (source ?? null) !== null);
  return statements.length > 0 && statements.every((statement) => passesOn(statement));
}

function nameOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('type' in node) || !('name' in node)) return undefined;
  return node.type === 'Identifier' && typeof node.name === 'string' ? node.name : undefined;
}

/** Whether an identifier stands for a variable or type, not for the name of a property. */
function isReference(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  if (parent === undefined || parent['computed'] === true) return true;
  const isShorthand = parent.type === 'Property' && parent['shorthand'] === true;
  return isShorthand || (parent['property'] !== node && parent['key'] !== node);
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
