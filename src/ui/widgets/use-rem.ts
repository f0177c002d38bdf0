import { useMemo } from 'react';
import type { Size } from './use-size.ts';

/** What a rem is before anything is laid out, CSS pixels. */
const UNKNOWN = 13;

/** CSS pixels of a rem, read again only when a size has changed: reading makes the browser bring its styles up to date. */
export function useRem({ width, height }: Size): number {
  return useMemo(
    () => (width + height === 0 ? UNKNOWN : parseFloat(getComputedStyle(document.documentElement).fontSize)),
    [width, height],
  );
}
