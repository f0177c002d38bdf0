import { describe, expect, test } from 'vitest';
import {
  answer,
  enterStep,
  goBack,
  goOn,
  observe,
  type PlayableStep,
  type TourPosition,
  type TourTurn,
} from '../../src/store/tour-runner.ts';

/** A machine that is a number; steps wait for it to grow. */
const STEPS: readonly PlayableStep<number>[] = [
  { until: (view) => view >= 3 },
  { question: {}, before: (view) => view >= 5, until: (view, start) => view >= start + 2 },
  {},
];

/** Walks a tour and notes the orders given. */
class Walker {
  position: TourPosition<number>;
  orders: string[] = [];

  constructor(step = 0) {
    const turn = enterStep(STEPS, step);
    this.position = turn.position;
    this.orders.push(...turn.orders);
  }

  take({ position, orders }: TourTurn<number>): this {
    this.position = position;
    this.orders.push(...orders);
    return this;
  }

  see(view: number, isArranged = true): this {
    return this.take(observe(STEPS, this.position, view, isArranged));
  }
}

describe('a step without a question', () => {
  test('arranges at once, waits for its machine, then for its condition, then rests', () => {
    const walker = new Walker();
    expect(walker.position.phase).toBe('arranging');
    expect(walker.see(9, false).position.phase).toBe('arranging');
    expect(walker.see(1).position).toMatchObject({ phase: 'waiting', start: 1 });
    expect(walker.see(2).position.phase).toBe('waiting');
    expect(walker.see(3).position.phase).toBe('reached');
    expect(walker.orders).toEqual(['arrange', 'act', 'rest']);
  });

  test('without a condition is reached in the state after its machine is there', () => {
    expect(new Walker(2).see(0).see(0).position.phase).toBe('reached');
  });

  test('changes no more once it is reached', () => {
    const walker = new Walker(2).see(0).see(0);
    const { position } = walker;
    expect(walker.see(8).position).toBe(position);
  });
});

describe('a question', () => {
  test('changes nothing before it is answered', () => {
    const walker = new Walker(1);
    expect(walker.see(9).position).toMatchObject({ phase: 'asking' });
    expect(walker.orders).toEqual([]);
  });

  test('lets the device act when its subject is near, and tells differences from there', () => {
    const walker = new Walker(1);
    walker.take(answer(walker.position, 2));
    expect(walker.see(4).position).toMatchObject({ phase: 'preparing', chosen: 2, start: 4 });
    expect(walker.see(6).position).toMatchObject({ phase: 'waiting', start: 6 });
    expect(walker.see(7).position.phase).toBe('waiting');
    expect(walker.see(8).position.phase).toBe('reached');
    expect(walker.orders).toEqual(['arrange', 'act', 'rest']);
  });

  test('can be answered once', () => {
    const walker = new Walker(1);
    walker.take(answer(walker.position, 0));
    const { position } = walker;
    expect(walker.take(answer(position, 1)).position).toBe(position);
  });

  test('can be left to the machine', () => {
    const walker = new Walker(1);
    walker.take(goOn(STEPS, walker.position));
    expect(walker.position).toMatchObject({ step: 1, phase: 'arranging', chosen: undefined });
  });
});

describe('the way through', () => {
  test('goes on from any phase but asking, and stays at the end', () => {
    const walker = new Walker();
    expect(walker.take(goOn(STEPS, walker.position)).position.step).toBe(1);
    expect(walker.take(goOn(STEPS, walker.position)).position.step).toBe(1);
    expect(walker.take(goOn(STEPS, walker.position)).position.step).toBe(2);
    expect(walker.take(goOn(STEPS, walker.position)).position.step).toBe(2);
  });

  test('goes back to the beginning of the step before, and not further than the first', () => {
    const walker = new Walker(2).see(0).see(0);
    expect(walker.take(goBack(STEPS, walker.position)).position).toMatchObject({ step: 1, phase: 'asking' });
    expect(walker.take(goBack(STEPS, walker.position)).position.step).toBe(0);
    expect(walker.take(goBack(STEPS, walker.position)).position.step).toBe(0);
  });
});
