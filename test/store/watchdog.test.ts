import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PATIENCE_MS, Watchdog } from '../../src/store/watchdog.ts';

describe('the watchdog', () => {
  let wall = 0;
  let isDue = true;
  const blocked = vi.fn<() => void>();
  const pass = (milliseconds: number): void => {
    wall += milliseconds;
    vi.advanceTimersByTime(milliseconds);
  };
  const open = (): Watchdog => new Watchdog({ wallTime: () => wall, isDue: () => isDue, blocked });

  beforeEach(() => {
    vi.useFakeTimers();
    blocked.mockReset();
    isDue = true;
    wall = 0;
  });
  afterEach(() => void vi.useRealTimers());

  test('speaks once nothing has come for a while, and not as long as something comes', () => {
    const dog = open();
    for (let i = 0; i < 20; i++) {
      dog.heard();
      pass(PATIENCE_MS / 2);
    }
    expect(blocked).not.toHaveBeenCalled();
    pass(PATIENCE_MS / 2);
    expect(blocked).toHaveBeenCalledOnce();
    dog.heard();
    pass(PATIENCE_MS);
    expect(blocked).toHaveBeenCalledTimes(2);
  });

  test('keeps no timer while nothing is due', () => {
    const dog = open();
    isDue = false;
    dog.heard();
    expect(vi.getTimerCount()).toBe(0);
    isDue = true;
    dog.heard();
    isDue = false;
    pass(PATIENCE_MS);
    expect(vi.getTimerCount()).toBe(0);
    expect(blocked).not.toHaveBeenCalled();
  });

  test('does not take the sleep of the page itself for the emulator’s', () => {
    const dog = open();
    dog.heard();
    wall += 60_000;
    vi.advanceTimersByTime(PATIENCE_MS);
    expect(blocked).not.toHaveBeenCalled();
    pass(PATIENCE_MS);
    expect(blocked).toHaveBeenCalledOnce();
  });

  test('is silent once it is disposed of', () => {
    const dog = open();
    dog.heard();
    dog.dispose();
    pass(2 * PATIENCE_MS);
    expect(blocked).not.toHaveBeenCalled();
  });
});
