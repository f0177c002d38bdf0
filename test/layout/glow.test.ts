import { expect, test } from 'vitest';
import { Glow, GLOW_STEPS } from '../../src/layout/glow.ts';

const lit = (cell: number) => (i: number) => i === cell;
const none = () => false;

test('a mark fades as shown time goes on, and stays while it stands', () => {
  const glow = new Glow();
  glow.show(3, 10, lit(1));
  expect([0, 1, 2].map((cell) => glow.level(cell))).toEqual([0, 1, 0]);
  for (let i = 0; i < 5; i++) glow.show(3, 10, none);
  expect(glow.level(1)).toBe(1);
  glow.show(3, 11, lit(2));
  expect([glow.step(1), glow.step(2)]).toEqual([GLOW_STEPS - 1, GLOW_STEPS]);
  for (let now = 12; now < 12 + GLOW_STEPS; now++) glow.show(3, now, none);
  expect([glow.any, glow.level(1)]).toEqual([false, 0]);
});

test('a mark goes at once when the past is shown, or another picture', () => {
  const glow = new Glow();
  glow.show(3, 10, lit(1));
  glow.show(3, 5, none);
  expect(glow.any).toBe(false);
  glow.show(3, 6, lit(0));
  glow.show(4, 6, none);
  expect(glow.any).toBe(false);
});

test('a mark does not fade for those who asked for less motion: it is there or not', () => {
  const glow = new Glow(true);
  glow.show(2, 1, lit(0));
  expect([glow.level(0), glow.step(0)]).toEqual([1, GLOW_STEPS]);
  glow.show(2, 2, none);
  expect(glow.level(0)).toBe(0);
});
