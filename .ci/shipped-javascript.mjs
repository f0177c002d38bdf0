import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** How many bytes of JavaScript a built site ships, gzip: in all, and what page and worker load before the first picture. */
export function shippedJavaScript(site) {
  const assets = join(site, 'assets');
  const names = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const text = (name) => readFileSync(join(assets, name), 'utf8');
  const html = readFileSync(join(site, 'index.html'), 'utf8');
  const first = new Set(names.filter((name) => html.includes(name) || name.startsWith('worker-')));
  // A set that grows is gone through to its end.
  for (const importer of first) {
    for (const [, name] of text(importer).matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+)["'`]/g)) first.add(name);
  }
  const sum = (list) => list.reduce((total, name) => total + gzipSync(text(name), { level: 9 }).length, 0);
  return { javaScriptGzip: sum(names), firstJavaScriptGzip: sum([...first]) };
}
