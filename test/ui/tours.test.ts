import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TOURS } from '../../src/narration/tour-list.ts';
import type { TourOffer } from '../../src/narration/tour.ts';
import { tourPlaceOf } from '../../src/store/story-actions.ts';
import { serveSite, TourRig, takeTour } from './tour-rig.ts';

beforeEach(serveSite);

afterEach(() => {
  vi.unstubAllGlobals();
});

const offerOf = (name: string): TourOffer => TOURS.find((offer) => offer.name === name)!;

// The others take long: see tours.deep.test.ts.
test.each(['caching-mode', 'overcommit'])(
  'the tour %s comes to all its conditions, with all figures measured',
  (name) => takeTour(offerOf(name)),
);

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
