import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { present } from './base/assert.ts';
import { PAGE_CONFIG } from './config/machine-config.ts';
import { createWorkerSession } from './session/worker-session.ts';
import { createLab, type Lab } from './store/lab.ts';
import { App } from './ui/app.tsx';
import { SHOWN_SECTIONS } from './ui/shown-sections.ts';

const create = (): Lab =>
  createLab({
    createSession: createWorkerSession,
    config: PAGE_CONFIG,
    sections: SHOWN_SECTIONS,
    reducedMotion: matchMedia('(prefers-reduced-motion: reduce)').matches,
    fillsMatrix: true,
    wallTime: () => performance.now(),
  });

createRoot(present(document.getElementById('root'), 'the element with the id "root"')).render(
  <StrictMode>
    <App first={create()} create={create} />
  </StrictMode>,
);
