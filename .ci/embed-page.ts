import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { HtmlTagDescriptor, Plugin } from 'vite';

import { OPTION_ROWS } from '../src/embed/embed-options.ts';

/*
 * What others show of the site: a picture and a description for links (OpenGraph), an embed for those who ask (oEmbed), and the
 * table of options in `public/embed.html`. Addresses in there must be absolute, so that they need to be told where the site will
 * stand: VIOMMU_SITE_URL. Without it they are left out.
 */

const TITLE = 'viommu-lab';
const DESCRIPTION =
  'An interactive emulator of an emulated IOMMU: what sidecore emulation and optimistic teardown buy, and expose.';
const POSTER = { file: 'poster.png', width: 1200, height: 630 } as const;
const FRAME = { width: 960, height: 540 } as const;

/** Fills the gallery and adds what other sites read. @param site where the site will stand; undefined: unknown */
export function embedPage(site: string | undefined): Plugin {
  const base = site === undefined || site === '' ? undefined : siteUrl(site);
  return {
    name: 'viommu-lab:embed-page',
    transformIndexHtml: () => (base === undefined ? [] : siteTags(base)),
    configureServer: ({ config, middlewares }) => {
      middlewares.use('/embed.html', (_request, response) => {
        const page = readFileSync(join(config.publicDir, 'embed.html'), 'utf8');
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(filled(page, base));
      });
    },
    writeBundle: ({ dir = 'dist' }) => {
      const page = join(dir, 'embed.html');
      if (!existsSync(page)) return;
      writeFileSync(page, filled(readFileSync(page, 'utf8'), base));
      if (base !== undefined)
        writeFileSync(join(dir, 'oembed.json'), `${JSON.stringify(oEmbed(base), undefined, 2)}\n`);
    },
  };
}

/** @throws when the address is none that a page can stand at */
function siteUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new Error(`VIOMMU_SITE_URL is "${text}"; allowed: an address such as https://your.host/some/path/`);
  }
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

function siteTags(base: string): HtmlTagDescriptor[] {
  const property = (name: string, content: string): HtmlTagDescriptor => ({
    tag: 'meta',
    attrs: { property: name, content },
    injectTo: 'head',
  });
  return [
    property('og:type', 'website'),
    property('og:title', TITLE),
    property('og:description', DESCRIPTION),
    property('og:url', base),
    property('og:image', base + POSTER.file),
    property('og:image:width', String(POSTER.width)),
    property('og:image:height', String(POSTER.height)),
    {
      tag: 'link',
      attrs: { rel: 'alternate', type: 'application/json+oembed', href: `${base}oembed.json`, title: TITLE },
      injectTo: 'head',
    },
  ];
}

function oEmbed(base: string): object {
  const source = `${base}?embed&amp;autoplay#v=1&amp;setting=samecore`;
  return {
    version: '1.0',
    type: 'rich',
    title: TITLE,
    provider_name: TITLE,
    provider_url: base,
    ...FRAME,
    html: `<iframe src="${source}" width="${FRAME.width}" height="${FRAME.height}" title="${TITLE}" style="border: 0"></iframe>`,
    thumbnail_url: base + POSTER.file,
    thumbnail_width: POSTER.width,
    thumbnail_height: POSTER.height,
  };
}

/** The gallery with the table of options and what other sites read. */
function filled(page: string, base: string | undefined): string {
  const tags = base === undefined ? [] : siteTags(base).map(written);
  const rows = OPTION_ROWS.map(
    ({ example, help, allowed }) =>
      `<tr><td><code>${escaped(example)}</code></td><td>${escaped(help)}</td><td>${escaped(allowed)}</td></tr>`,
  );
  const table = `<table><thead><tr><th>option</th><th>what it does</th><th>allowed</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  return page.replace('<!--site-links-->', tags.join('\n    ')).replace('<!--options-->', table);
}

function written({ tag, attrs }: HtmlTagDescriptor): string {
  const fields = Object.entries(attrs ?? {}).map(([name, value]) => `${name}="${escaped(String(value))}"`);
  return `<${tag} ${fields.join(' ')} />`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
