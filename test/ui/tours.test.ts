import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TOURS } from '../../src/narration/tour-list.ts';
import type { TourOffer } from '../../src/narration/tour.ts';
import { ALL_TOURS } from '../../src/narration/tours/all-tours.ts';
import { tourPlaceOf } from '../../src/store/story-actions.ts';
import { SHOWN_SECTIONS } from '../../src/ui/shown-sections.ts';
import { createTourGuide, type TourGuide, type TourShown } from '../../src/ui/tour/tour-guide.ts';
import { LabRig } from '../support/lab-rig.ts';

const PUBLIC = join(import.meta.dirname, '../../public');
const ORIGIN = 'http://site.test/';
/** Wall time a step may take on a machine that is not held up. */
const MOST_MS = 30_000;

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: ORIGIN });
  vi.stubGlobal('fetch', (url: URL) => Promise.resolve(new Response(readFileSync(PUBLIC + url.pathname))));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

class TourRig extends LabRig {
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

const offerOf = (name: string): TourOffer => TOURS.find((offer) => offer.name === name)!;

describe('every tour comes to all its conditions on the real machine, with all figures measured', () => {
  test.each(TOURS)('$title', { timeout: 120_000 }, async (offer) => {
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
  });
});

describe('a viewer who takes a tour', () => {
  test('gets back the settings, speed and pause they had', async () => {
    const rig = new TourRig();
    rig.pass(100);
    rig.lab.actions.adjust({ quota: 77, strategy: 'optimistic' });
    rig.lab.actions.setSpeed(5);
    rig.lab.actions.pause();
    rig.pass(100);
    rig.start(offerOf('caching-mode'));
    await rig.reach();
    rig.guide.next();
    await rig.reach();
    expect(rig.state.reportedConfig).toMatchObject({ setting: 'samecore', strategy: 'strict', quota: 4096 });
    rig.guide.quit();
    rig.pass(200);
    expect(rig.guide.shown.getState()).toBeUndefined();
    expect(rig.state).toMatchObject({ speed: 5, run: 'paused' });
    expect(rig.state.reportedConfig).toMatchObject({ setting: 'bare-metal', strategy: 'optimistic', quota: 77 });
  });

  test('sees every bit where a step talks of bits, and there only', () => {
    const rig = new TourRig();
    const details: string[] = [];
    rig.start(offerOf('what-a-walk-is'));
    for (let step = 0; step < 3; step++) {
      details.push(rig.lab.view.getState().detail);
      rig.guide.next();
      if (rig.shown.position.phase === 'asking') rig.guide.answer(undefined);
    }
    rig.guide.quit();
    expect([...details, rig.lab.view.getState().detail]).toEqual(['simple', 'full', 'full', 'simple']);
  });

  test('may go back, and the step begins again', async () => {
    const rig = new TourRig();
    rig.start(offerOf('why-strict-is-slow'));
    await rig.reach();
    rig.guide.next();
    expect(rig.shown.position.step).toBe(1);
    rig.guide.back();
    await rig.reach();
    expect(rig.shown).toMatchObject({ position: { step: 0 }, result: expect.stringMatching(/leave the machine/) });
  });

  test('may go on before anything has happened; others can read where they are', () => {
    const rig = new TourRig();
    const place = () => tourPlaceOf(rig.lab.view.getState());
    expect(place()).toBeUndefined();
    rig.start(offerOf('why-strict-is-slow'));
    expect(place()).toEqual({ name: 'why-strict-is-slow', step: 0 });
    for (let i = 0; i < 10; i++) rig.guide.next();
    expect(rig.shown.position.step).toBe(4);
    expect(place()).toEqual({ name: 'why-strict-is-slow', step: 4 });
    rig.guide.quit();
    expect(place()).toBeUndefined();
  });

  test('who guesses is told whether the machine agrees; figures do not change any more', async () => {
    const rig = new TourRig();
    rig.start(offerOf('why-strict-is-slow'));
    await rig.reach();
    rig.guide.next();
    await rig.reach();
    rig.guide.next();
    rig.guide.answer(2);
    await rig.reach();
    expect(rig.shown).toMatchObject({ position: { chosen: 2 }, right: [true, false, false] });
    const { result } = rig.shown;
    rig.pass(500);
    expect(rig.shown.result).toBe(result);
  });
});
