import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseSync } from 'vite';

/** Any node of the syntax tree (ESTree with TypeScript's additions). */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** One import of a file, of whatever form. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** `import * as x` or `export *`: takes everything. */
  readonly whole: boolean;
}

/** A parsed source file of `src`. */
export interface SourceFile {
  /** Relative to `src`, with slashes: `vtd/iotlb.ts`. */
  readonly path: string;
  /** First part of the path; empty for files that lie directly in `src`. */
  readonly folder: string;
  readonly text: string;
  readonly lines: number;
  readonly program: SyntaxNode;
  readonly imports: readonly Import[];
}

/** Paths of all files below a folder, relative to it and with slashes, sorted. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

/** Reads and parses every TypeScript file below a folder. */
export function readSources(folder: string): SourceFile[] {
  return listFiles(folder)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => parseSource(path, readFileSync(join(folder, path), 'utf8')));
}

/** Parses one file; `path` is relative to `src`. */
export function parseSource(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message ?? 'cannot be parsed'}`);
  const root = program as unknown as SyntaxNode;
  return {
    path,
    folder: path.includes('/') ? path.slice(0, path.indexOf('/')) : '',
    text,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    program: root,
    imports: findImports(root, text),
  };
}

/** Line number, from 1, of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Calls `visit` for a node and everything below it, parents first. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode, parent: SyntaxNode | undefined) => void): void {
  const descend = (current: SyntaxNode, parent: SyntaxNode | undefined) => {
    visit(current, parent);
    for (const value of Object.values(current)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) descend(child, current);
    }
  };
  descend(node, undefined);
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Static, type-only and dynamic imports, re-exports, `import('x').T` types, and `new URL('x', import.meta.url)`. */
function findImports(program: SyntaxNode, text: string): Import[] {
  const imports: Import[] = [];
  walk(program, (node) => {
    const source = importedBy(node);
    if (source === undefined) return;
    const specifier = isNode(source) && typeof source['value'] === 'string' ? source['value'] : '(computed)';
    const specifiers = Array.isArray(node['specifiers']) ? node['specifiers'] : [];
    const whole =
      node.type === 'ExportAllDeclaration' ||
      specifiers.some((part) => isNode(part) && part.type === 'ImportNamespaceSpecifier');
    imports.push({ specifier, line: lineAt(text, node.start), whole });
  });
  return imports;
}

/** What a node imports from: a string literal, any other expression when it is computed, or nothing at all. */
function importedBy(node: SyntaxNode): unknown {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node['source'];
    case 'ExportNamedDeclaration':
      return node['source'] ?? undefined;
    case 'TSExternalModuleReference':
      return node['expression'];
    case 'NewExpression':
      return urlOfOwnFile(node);
    default:
      return undefined;
  }
}

function urlOfOwnFile(node: SyntaxNode): unknown {
  const args = Array.isArray(node['arguments']) ? (node['arguments'] as unknown[]) : [];
  const [file, base] = args;
  const callee = node['callee'];
  const isUrl = isNode(callee) && callee['name'] === 'URL';
  const ofThisModule = isNode(base) && isNode(base['object']) && base['object'].type === 'MetaProperty';
  return isUrl && ofThisModule ? file : undefined;
}
