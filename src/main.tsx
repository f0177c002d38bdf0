import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { present } from './base/assert.ts';
import { PAGE_CONFIG } from './config/machine-config.ts';
import { createWorkerSession } from './session/worker-session.ts';
import { readLink, type OpenedLink } from './settings/permalink.ts';
import { linkVocabulary } from './store/link-vocabulary.ts';
import { TOURS } from './narration/tour-list.ts';
import { createLab, type Lab } from './store/lab.ts';
import { App } from './ui/app.tsx';
import { SHOWN_SECTIONS } from './ui/shown-sections.ts';
// After the page: the order of imports is the order of the style sheets.
import { embedded } from './embed/embed-app.tsx';
import { readEmbedOptions } from './embed/embed-options.ts';

const page = {
  createSession: createWorkerSession,
  config: PAGE_CONFIG,
  reducedMotion: matchMedia('(prefers-reduced-motion: reduce)').matches,
  wallTime: () => performance.now(),
};

const vocabulary = linkVocabulary(Object.fromEntries(TOURS.map(({ name, steps }) => [name, steps])));
const create = (link?: OpenedLink, config = PAGE_CONFIG): Lab =>
  createLab({ ...page, config, ...(link && { link }), vocabulary, sections: SHOWN_SECTIONS, fillsMatrix: true });
const link = readLink(location.hash, vocabulary);
const embed = readEmbedOptions(location.search, link?.moment.view.panels);

createRoot(present(document.getElementById('root'), 'the element with the id "root"')).render(
  <StrictMode>
    {embed === undefined ? (
      <App first={create(link)} create={(config) => create(undefined, config)} />
    ) : (
      embedded(embed, { ...page, vocabulary })
    )}
  </StrictMode>,
);
