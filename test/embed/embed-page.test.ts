import { mkdtempSync, readFileSync, existsSync, statSync, copyFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterEach, describe, expect, test } from 'vitest';

import { embedPage } from '../../.ci/embed-page.ts';
import { OPTION_ROWS, readEmbedOptions } from '../../src/embed/embed-options.ts';
import { readLink } from '../../src/settings/permalink.ts';
import { linkVocabulary } from '../../src/store/link-vocabulary.ts';

const PUBLIC = join(import.meta.dirname, '../../public');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** What the build makes of the gallery, for a site of that address. */
function built(site: string | undefined): { readonly page: string; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'viommu-gallery-'));
  folders.push(folder);
  copyFileSync(join(PUBLIC, 'embed.html'), join(folder, 'embed.html'));
  const write = embedPage(site).writeBundle as (options: { dir: string }) => void;
  write({ dir: folder });
  return { page: readFileSync(join(folder, 'embed.html'), 'utf8'), folder };
}

describe('the gallery', () => {
  test('documents every option from the table that reads them', () => {
    const { page } = built(undefined);
    for (const { example, help } of OPTION_ROWS) expect(page).toContain(`<code>${example}</code></td><td>${help}`);
    expect(page).not.toContain('<!--');
  });

  test('names no address unless it is told where the site will stand, then absolute ones only', () => {
    const alone = built(undefined);
    expect(alone.page).not.toMatch(/og:|oembed/);
    expect(existsSync(join(alone.folder, 'oembed.json'))).toBe(false);
    const { page, folder } = built('https://your.host/lab');
    expect(page).toContain('<meta property="og:image" content="https://your.host/lab/poster.png" />');
    expect(page).toContain('href="https://your.host/lab/oembed.json"');
    const answer = JSON.parse(readFileSync(join(folder, 'oembed.json'), 'utf8'));
    expect(answer).toMatchObject({ version: '1.0', type: 'rich', width: 960, height: 540 });
    expect(answer.html).toMatch(/^<iframe src="https:\/\/your\.host\/lab\/\?embed/);
    expect(answer.thumbnail_url).toBe('https://your.host/lab/poster.png');
    for (const bad of ['nonsense', 'ftp://your.host', 'https://your.host/?a']) {
      expect(() => embedPage(bad)).toThrow(/VIOMMU_SITE_URL is .*; allowed/);
    }
  });

  test('offers scenarios that open without a note', async () => {
    const { SCENARIOS } = await import(pathToFileURL(join(PUBLIC, 'embed-scenarios.js')).href);
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(6);
    for (const { options, hash } of SCENARIOS) {
      expect(readEmbedOptions(`?embed&${options}`)!.notes).toEqual([]);
      expect(readLink(hash, linkVocabulary())!.notes).toEqual([]);
    }
  });

  test('has a poster that is quick to load', () => {
    expect(statSync(join(PUBLIC, 'poster.png')).size).toBeLessThan(150 * 1024);
  });
});
