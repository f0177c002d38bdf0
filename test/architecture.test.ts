import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { CORE, FOLDER_IMPORTS, PACKAGE_IMPORTS } from './support/import-rules.ts';
import { listFiles, parseSource, readSources } from './support/source-file.ts';
import { forbiddenImports, forbiddenNames, importCycles, isBarrel, mentions } from './support/source-rules.ts';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');
const sources = readSources(SRC);
const folders = [...new Set(sources.map((file) => file.folder))].filter((folder) => folder !== '');

describe('the sources', () => {
  test('import only what the table allows', () => {
    expect(sources.flatMap((file) => forbiddenImports(file))).toEqual([]);
  });

  test('have no import cycles', () => {
    expect(importCycles(sources)).toEqual([]);
  });

  test('use no name that their folder must not use', () => {
    expect(sources.flatMap((file) => forbiddenNames(file))).toEqual([]);
  });

  test('ask for animation frames in one file at most', () => {
    const askers = sources.filter((file) => mentions(file, 'requestAnimationFrame')).map((file) => file.path);
    expect(askers.length, askers.join(', ')).toBeLessThanOrEqual(1);
  });

  test('of the guest cannot tell who stands behind the registers', () => {
    // No import (the table above), and no word either: neither a setting nor its values, nor anybody who is not there.
    const telling = /samecore|sidecore|bare-?metal|hypervis|\.setting\b|shadow|vm-?exit|emulat(?!or)|'direct'/i;
    const guest = sources.filter((file) => file.folder === 'guest');
    expect(guest.length).toBeGreaterThan(30);
    const code = guest.flatMap((file) => {
      const withoutComments = file.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      return telling.test(withoutComments) ? [`${file.path}: ${telling.exec(withoutComments)?.[0]}`] : [];
    });
    expect(code).toEqual([]);
  });

  test('lie in folders that the table and the map know', () => {
    const map = readFileSync(join(SRC, 'README.md'), 'utf8');
    expect(folders.filter((folder) => !(folder in FOLDER_IMPORTS))).toEqual([]);
    expect(folders.filter((folder) => !map.includes(`\`${folder}/\``))).toEqual([]);
  });

  test('have kebab-case names, and none is a barrel', () => {
    const kebab = /^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/;
    const paths = [...listFiles(SRC), ...listFiles(join(ROOT, 'test')).filter((path) => /\.[a-z]*ts$/.test(path))];
    expect(paths.filter((path) => !kebab.test(path) && !path.endsWith('README.md'))).toEqual([]);
    expect(sources.filter((file) => /(^|\/)index\.tsx?$/.test(file.path) || isBarrel(file))).toEqual([]);
  });

  test('are small files', () => {
    const lengths = sources.map((file) => file.lines).sort((a, b) => a - b);
    expect(sources.filter((file) => file.lines > 500).map((file) => `${file.path}: ${file.lines} lines`)).toEqual([]);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(120);
    const long = sources.filter((file) => file.lines > 300).map((file) => `${file.path} (${file.lines})`);
    if (long.length > 0) console.warn(`${long.length} files of more than 300 lines: ${long.join(', ')}`);
  });

  test('name no path of the machine they were written on', () => {
    const foreign = /(^|[\s"'`(=])(\/(home|root|Users|work)\/\w|[A-Z]:\\\w)/m;
    const texts = ['src', 'test', '.ci'].flatMap((folder) =>
      listFiles(join(ROOT, folder))
        .filter((path) => /\.(tsx?|mjs|sh|md|css|json)$/.test(path) && !/^(vectors|golden)\//.test(path))
        .map((path) => `${folder}/${path}`),
    );
    expect(texts.filter((path) => foreign.test(readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });
});

describe('the lock file', () => {
  test('names no registry, so that any mirror can serve it', () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string }>;
    };
    expect(Object.keys(packages).length).toBeGreaterThan(1);
    expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });
});

describe('the import table', () => {
  test('allows no way from one folder back to itself', () => {
    const reaches = (from: string, to: string, seen: ReadonlySet<string>): boolean =>
      (FOLDER_IMPORTS[from] ?? []).some(
        (next) => next === to || (!seen.has(next) && reaches(next, to, new Set([...seen, next]))),
      );
    expect(Object.keys(FOLDER_IMPORTS).filter((folder) => reaches(folder, folder, new Set()))).toEqual([]);
  });

  test('names only folders that it lists', () => {
    const named = [...Object.values(FOLDER_IMPORTS).flat(), ...Object.keys(PACKAGE_IMPORTS), ...CORE];
    expect(named.filter((folder) => !(folder in FOLDER_IMPORTS))).toEqual([]);
  });

  test('keeps the type checks of the core to the same folders', () => {
    const path = join(SRC, 'machine/tsconfig.json');
    expect(existsSync(path)).toBe(true);
    const checked = [...readFileSync(path, 'utf8').matchAll(/"\.\.\/(\w+)"/g)].map(([, folder]) => folder);
    expect(new Set([...checked, 'machine'])).toEqual(new Set(CORE));
  });
});

/** The rules must be able to fail: each of these is refused. */
describe('the rules refuse', () => {
  test.each([
    ['guest/iommu-driver.ts', "import { RemappingUnit } from '../vtd/remapping-unit.ts';"],
    ['guest/iommu-driver.ts', "import type { RemappingUnit } from '../vtd/remapping-unit.ts';"],
    ['guest/iommu-driver.ts', "export { Nic } from '../device/nic.ts';"],
    ['guest/iommu-driver.ts', "export * from '../hypervisor/emulation.ts';"],
    ['guest/iommu-driver.ts', "type Unit = import('../vtd/remapping-unit.ts').RemappingUnit;"],
    ['guest/iommu-driver.ts', "const unit = await import('../vtd/remapping-unit.ts');"],
    ['guest/iommu-driver.ts', 'const unit = await import(name);'],
    ['ui/app.tsx', "import { Machine } from '../machine/machine.ts';"],
    ['ui/app.tsx', "const url = new URL('../worker/worker.ts', import.meta.url);"],
    ['ui/app.tsx', "import * as d3 from 'd3';"],
    ['vtd/iotlb.ts', "import { scaleLinear } from 'd3';"],
    ['vtd/iotlb.ts', "import { readFileSync } from 'node:fs';"],
    ['vtd/iotlb.ts', "import { Iotlb } from './iotlb-set';"],
    ['vtd/iotlb.ts', "import { App } from '../main.tsx';"],
    ['session/session.ts', "import { Host } from '../worker/host.ts';"],
    ['session/worker-session.ts', "import Emulator from '../worker/worker.ts?worker';"],
  ])('in %s the import: %s', (path, text) => {
    expect(forbiddenImports(parseSource(path, text))).toHaveLength(1);
  });

  test.each([
    ['base/random.ts', 'export const draw = () => Math.random();'],
    ['base/random.ts', 'export const { random } = Math;'],
    ['clock/time.ts', 'export const now = () => Date.now();'],
    ['clock/time.ts', 'export const now = () => globalThis.performance.now();'],
    ['device/link.ts', 'export const wait = (x: number) => Math.exp(x);'],
    ['device/link.ts', 'export const wait = (x: number) => x ** 0.5;'],
    ['vtd/iotlb.ts', 'export const tag = 1n;'],
    ['vtd/iotlb.ts', 'export const tag = (view: DataView) => view.getBigUint64(0);'],
    ['vtd/iotlb.ts', 'export type Tag = bigint;'],
    ['vtd/iotlb.ts', 'let hits = 0; export const hit = () => ++hits;'],
    ['store/files.ts', "export const read = () => fetch('traces/a.txt');"],
    ['store/files.ts', "export const read = () => window.fetch('traces/a.txt');"],
    ['ui/app.tsx', "export const open = () => new WebSocket('wss://x');"],
    ['ui/app.tsx', "export const send = () => navigator.sendBeacon('x');"],
  ])('in %s the code: %s', (path, text) => {
    expect(forbiddenNames(parseSource(path, text))).toHaveLength(1);
  });

  test.each([
    ['session/inlined-worker.ts', "import Emulator from '../worker/worker.ts?worker&inline';"],
    ['session/in-process-session.ts', "import { Host } from '../worker/host.ts';"],
    ['store/own-files.ts', "export const read = () => fetch('traces/a.txt');"],
    ['recording/replay-guest.ts', "import { IommuDriver } from '../guest/iommu-driver.ts';"],
    ['device/dma-engine.ts', 'export const start = (e: Engine) => e.fetch(Math.floor(2 ** 32 / 3), { Date: 1 });'],
    ['spec/field.ts', 'export const shown = 1n;'],
  ])('but not in %s: %s', (path, text) => {
    const file = parseSource(path, text);
    expect([...forbiddenImports(file), ...forbiddenNames(file)]).toEqual([]);
  });

  test('a cycle, once, with its files', () => {
    const files = [
      parseSource('vtd/a.ts', "import './b.ts';"),
      parseSource('vtd/b.ts', "import type { C } from './c.ts';"),
      parseSource('vtd/c.ts', "export { a } from './a.ts';"),
    ];
    expect(importCycles(files)).toEqual(['vtd/a.ts -> vtd/b.ts -> vtd/c.ts -> vtd/a.ts']);
  });

  test('a barrel', () => {
    expect(isBarrel(parseSource('vtd/all.ts', "export * from './a.ts'; export { b } from './b.ts';"))).toBe(true);
  });
});
