import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import type { Plugin, PluginOption } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

/*
 * `vite build --mode single`: the whole page as one HTML file that runs from a disk. Nothing can be fetched there, so recordings
 * travel inside (`src/store/bundled-files.ts` reads them), and a policy forbids every request.
 */

const TRACES = join(import.meta.dirname, '../public/traces');
const OWN_FILES = /^\.{1,2}\/(?:.*\/)?own-files\.ts$/;
const BUNDLED_FILES = join(import.meta.dirname, '../src/store/bundled-files.ts');
/** Bytes that recordings may take, packed: the file is mailed and put on sticks. */
const MOST_RECORDING_BYTES = 120 * 1024;

export const SINGLE_FILE_FOLDER = 'dist-single';
const SITE_FOLDER = 'dist';

/** What makes one file of the site, in the order in which it must happen. */
export function singleFile(): PluginOption[] {
  return [bundledFiles(), viteSingleFile({ removeViteModuleLoader: true }), contentPolicy(), besideSite()];
}

/** Puts the smaller recordings into the page, and what reads them from there in the place of what fetches them. */
function bundledFiles(): Plugin {
  return {
    name: 'viommu-lab:bundled-files',
    enforce: 'pre',
    resolveId: (source) => (OWN_FILES.test(source) ? BUNDLED_FILES : undefined),
    transformIndexHtml: () => [
      {
        tag: 'script',
        attrs: { type: 'application/json', id: 'bundled-recordings' },
        children: bundledRecordings(),
        injectTo: 'body',
      },
    ],
  };
}

interface ManifestRow {
  readonly file: string;
}

/** As many recordings as fit, the smallest first, in the order of the manifest. */
function bundledRecordings(): string {
  const manifest = JSON.parse(readFileSync(join(TRACES, 'manifest.json'), 'utf8')) as ManifestRow[];
  const packed = manifest.map((row) => {
    const bytes = readFileSync(join(TRACES, row.file));
    const isPacked = !row.file.endsWith('.gz');
    return { row, isPacked, content: isPacked ? gzipSync(bytes, { level: 9 }) : bytes };
  });
  let left = MOST_RECORDING_BYTES;
  const taken = new Set<ManifestRow>();
  for (const { row, content } of [...packed].sort((a, b) => a.content.length - b.content.length)) {
    if (content.length > left) break;
    left -= content.length;
    taken.add(row);
  }
  const files = packed
    .filter(({ row }) => taken.has(row))
    .map(({ row, isPacked, content }) => [row.file, { isPacked, base64: content.toString('base64') }]);
  const json = JSON.stringify({ manifest: manifest.filter((row) => taken.has(row)), files: Object.fromEntries(files) });
  // Inside a script element only this ends it.
  return json.replaceAll('<', '\\u003C');
}

/** Allows exactly the scripts and styles that are in the file, and a worker made of a blob. */
function contentPolicy(): Plugin {
  return {
    name: 'viommu-lab:content-policy',
    enforce: 'post',
    writeBundle: ({ dir = SINGLE_FILE_FOLDER }) => {
      const file = join(dir, 'index.html');
      const html = readFileSync(file, 'utf8');
      const scripts = hashes(html, /<script(?![^>]*application\/json)[^>]*>([\s\S]*?)<\/script>/g);
      const styles = hashes(html, /<style[^>]*>([\s\S]*?)<\/style>/g);
      const policy = [
        "default-src 'none'",
        `script-src ${scripts.join(' ')}`,
        `style-src ${styles.join(' ')}`,
        'img-src data: blob:',
        'worker-src blob:',
        "base-uri 'none'",
        "form-action 'none'",
      ].join('; ');
      const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
      writeFileSync(
        file,
        html.replace('<meta charset="utf-8" />', (charset) => `${charset}\n    ${meta}`),
      );
    },
  };
}

/** Puts the file beside the site, where there is one already, and shows the gallery's link to it. */
function besideSite(): Plugin {
  return {
    name: 'viommu-lab:beside-site',
    enforce: 'post',
    closeBundle: () => {
      const gallery = join(SITE_FOLDER, 'embed.html');
      if (!existsSync(gallery)) return;
      copyFileSync(join(SINGLE_FILE_FOLDER, 'index.html'), join(SITE_FOLDER, 'viommu-lab.html'));
      writeFileSync(gallery, readFileSync(gallery, 'utf8').replace('id="one-file" hidden', 'id="one-file"'));
    },
  };
}

function hashes(html: string, element: RegExp): string[] {
  return Array.from(
    html.matchAll(element),
    ([, content = '']) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`,
  );
}
