import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FrameOwner } from '../../src/store/frame-owner.ts';

let asked: FrameRequestCallback[];

beforeEach(() => {
  asked = [];
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => asked.push(callback));
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Lets the frames come that were asked for, until none is. @returns how many came */
function frames(): number {
  let count = 0;
  for (let next = asked.shift(); next !== undefined; next = asked.shift()) {
    next(0);
    count += 1;
  }
  return count;
}

test('what is announced while painting, or is to be applied again, is done in the next frame', () => {
  const owner = new FrameOwner();
  const done: string[] = [];
  owner.request('paint', () => owner.request('paint', () => void done.push('painted again')));
  expect(frames()).toBe(2);
  owner.request('apply', () => owner.request('apply', () => void done.push('applied again')));
  expect(frames()).toBe(2);
  expect(done).toEqual(['painted again', 'applied again']);
});

test('a task that fails does not stop later ones', () => {
  const owner = new FrameOwner();
  const done: string[] = [];
  owner.request('apply', () => {
    throw new Error('failed');
  });
  expect(frames).toThrow('failed');
  owner.request('paint', () => void done.push('later'));
  expect(frames()).toBe(1);
  expect(done).toEqual(['later']);
});

test('what is to wait waits, unless a frame comes for something else', () => {
  const owner = new FrameOwner();
  const done: string[] = [];
  owner.requestAfter(60, 'paint', () => void done.push('waited'));
  expect(frames()).toBe(0);
  vi.advanceTimersByTime(60);
  expect(frames()).toBe(1);
  owner.requestAfter(60, 'paint', () => void done.push('taken along'));
  owner.request('apply', () => void done.push('applied'));
  expect(frames()).toBe(1);
  vi.advanceTimersByTime(60);
  expect(frames()).toBe(0);
  expect(done).toEqual(['waited', 'applied', 'taken along']);
});
