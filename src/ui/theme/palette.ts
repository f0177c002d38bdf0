import { useEffect, useState } from 'react';

/** The colours of the theme for canvases, which cannot read custom properties. */
export interface Palette {
  readonly panel: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly line: string;
  readonly track: string;
  readonly live: string;
  readonly awaitingTeardown: string;
  readonly awaitingFlush: string;
  readonly stale: string;
  readonly reused: string;
  readonly hypervisor: string;
  readonly written: string;
  readonly table: string;
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim() || 'gray';
  return {
    panel: colour('panel'),
    ink: colour('ink'),
    inkSoft: colour('ink-soft'),
    line: colour('line'),
    track: colour('track'),
    live: colour('live'),
    awaitingTeardown: colour('awaiting-teardown'),
    awaitingFlush: colour('awaiting-flush'),
    stale: colour('stale'),
    reused: colour('reused'),
    hypervisor: colour('hypervisor'),
    written: colour('written'),
    table: colour('table'),
  };
}

/** The palette in force; a new one when the system turns dark or light. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState(readPalette);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const renew = (): void => setPalette(readPalette());
    query.addEventListener('change', renew);
    return () => query.removeEventListener('change', renew);
  }, []);
  return palette;
}
