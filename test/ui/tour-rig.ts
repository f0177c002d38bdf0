import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { TOURS } from '../../src/narration/tour-list.ts';
import type { TourOffer } from '../../src/narration/tour.ts';
import { ALL_TOURS } from '../../src/narration/tours/all-tours.ts';
import { SHOWN_SECTIONS } from '../../src/ui/shown-sections.ts';
import { createTourGuide, type TourGuide, type TourShown } from '../../src/ui/tour/tour-guide.ts';
import { LabRig } from '../support/lab-rig.ts';

const PUBLIC = join(import.meta.dirname, '../../public');
const ORIGIN = 'http://site.test/';
/** Wall time a step may take on a machine that is not held up. */
const MOST_MS = 30_000;

/** Serves what the site serves, for as long as globals are stubbed. */
export function serveSite(): void {
  vi.stubGlobal('document', { baseURI: ORIGIN });
  vi.stubGlobal('fetch', (url: URL) => Promise.resolve(new Response(readFileSync(PUBLIC + url.pathname))));
}

/** A lab whose viewer takes tours. */
export class TourRig extends LabRig {
  readonly guide: TourGuide;

  constructor() {
    super();
    this.lab.actions.watch(SHOWN_SECTIONS);
    this.guide = createTourGuide(this.lab);
  }

  get shown(): TourShown {
    return this.guide.shown.getState()!;
  }

  start({ name }: TourOffer): void {
    this.guide.start(
      TOURS.find((offer) => offer.name === name)!,
      ALL_TOURS[name]!,
    );
  }

  /** Lets the machine come to what the step is about. */
  async reach(): Promise<void> {
    for (let ms = 0; ms < MOST_MS && this.shown.position.phase !== 'reached'; ms += 64) {
      this.pass(64);
      // Recordings are read between frames.
      await new Promise((resolve) => {
        setTimeout(resolve, 0);
      });
    }
    const { position, tour } = this.shown;
    expect(`${tour.steps[position.step]!.title}: ${position.phase}`).toMatch(/: reached$/);
  }
}

/** Takes a tour to its end: it comes to all its conditions on the real machine, with all figures measured. */
export async function takeTour(offer: TourOffer): Promise<void> {
  const rig = new TourRig();
  rig.start(offer);
  for (let step = 0; step < offer.steps; step++) {
    if (rig.shown.position.phase === 'asking') {
      expect(rig.shown.prompt).not.toContain('…');
      rig.guide.answer(0);
    }
    await rig.reach();
    const { position, text, result, right } = rig.shown;
    expect(position.step).toBe(step);
    expect(text + result).not.toContain('…');
    // Exactly one choice is what was measured.
    if (right !== undefined) expect(right.filter(Boolean)).toHaveLength(1);
    rig.guide.next();
  }
  rig.guide.quit();
  rig.lab.dispose();
}
