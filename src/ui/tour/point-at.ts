import { POINTERS, type PointerName } from '../../narration/pointers.ts';

/** The region of this instance of the page that shows a structure; undefined when there is none. */
export function regionOf(inside: Element | null, name: PointerName): HTMLElement | undefined {
  const regions = [...(inside?.closest('.lab')?.querySelectorAll<HTMLElement>('section[aria-labelledby]') ?? [])];
  return regions.find((region) => {
    const heading = document.getElementById(region.getAttribute('aria-labelledby') ?? '');
    return heading?.textContent === POINTERS[name];
  });
}

/** Marks the region that shows a structure, and brings it into view. @returns how to take the mark off */
export function pointAt(inside: Element | null, name: PointerName): () => void {
  const region = regionOf(inside, name);
  if (region === undefined) return () => {};
  // Two texts may point at the same region: each takes its own mark off.
  region.dataset['pointed'] = String(Number(region.dataset['pointed'] ?? 0) + 1);
  region.scrollIntoView({ block: 'nearest' });
  return () => {
    const left = Number(region.dataset['pointed'] ?? 1) - 1;
    if (left > 0) region.dataset['pointed'] = String(left);
    else delete region.dataset['pointed'];
  };
}
