import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

import { present } from './base/assert.ts';
import { PAGE_CONFIG } from './config/machine-config.ts';
import { createWorkerSession } from './session/worker-session.ts';
import type { OpenedLink } from './settings/permalink.ts';
import { linkVocabulary } from './store/link-vocabulary.ts';
import { TOURS } from './narration/tour-list.ts';
import { createLab, type Lab } from './store/lab.ts';
import { App } from './ui/app.tsx';
import { NotFetched } from './ui/fetched.tsx';
import { SHOWN_SECTIONS } from './ui/shown-sections.ts';

const page = {
  createSession: createWorkerSession,
  config: PAGE_CONFIG,
  reducedMotion: matchMedia('(prefers-reduced-motion: reduce)').matches,
  wallTime: () => performance.now(),
};

const vocabulary = linkVocabulary(Object.fromEntries(TOURS.map(({ name, steps }) => [name, steps])));
const create = (link?: OpenedLink, config = PAGE_CONFIG): Lab =>
  createLab({ ...page, config, ...(link && { link }), vocabulary, sections: SHOWN_SECTIONS, fillsMatrix: true });

const root = createRoot(present(document.getElementById('root'), 'the element with the id "root"'));
const show = (content: ReactNode): void => root.render(<StrictMode>{content}</StrictMode>);
const openPage = (link?: OpenedLink): void =>
  show(<App first={create(link)} create={(config) => create(undefined, config)} />);

/** The page as its address asks for it; what reads addresses is fetched only where there is something to read. */
async function showPage(): Promise<void> {
  if (location.hash === '') {
    openPage();
    return;
  }
  const code = await import('./settings/permalink.ts').catch(() => undefined);
  if (code === undefined) show(<NotFetched what="What reads the address" onRetry={() => void showPage()} />);
  else openPage(code.readLink(location.hash, vocabulary));
}

/** What stands in the place of the page when its address asks for an embed; its code is fetched only then. */
async function showEmbed(): Promise<void> {
  try {
    const [{ embedded }, { readEmbedOptions }, { readLink }] = await Promise.all([
      import('./embed/embed-app.tsx'),
      import('./embed/embed-options.ts'),
      import('./settings/permalink.ts'),
    ]);
    const options = readEmbedOptions(location.search, readLink(location.hash, vocabulary)?.moment.view.panels);
    if (options === undefined) await showPage();
    else show(embedded(options, { ...page, vocabulary }));
  } catch {
    show(<NotFetched what="The embedded page" onRetry={() => void showEmbed()} />);
  }
}

if (new URLSearchParams(location.search).has('embed')) void showEmbed();
else void showPage();
