// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';

import { isDeckKey } from '../../src/embed/deck-keys.ts';
import { watchPresence } from '../../src/embed/presence.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** An observer that tells what the test says. */
function stubView(): (isIntersecting: boolean) => void {
  let tell: (isIntersecting: boolean) => void = () => {};
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(callback: (entries: { isIntersecting: boolean }[]) => void) {
        tell = (isIntersecting) => callback([{ isIntersecting }]);
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
  return (isIntersecting) => tell(isIntersecting);
}

describe('an embed', () => {
  test('is hidden while its tab, its place in view or its slide is away, and told of changes only', () => {
    const inView = stubView();
    const told: boolean[] = [];
    const presence = watchPresence(document.body, (isHidden) => told.push(isHidden));
    inView(true);
    expect(told).toEqual([]);
    inView(false);
    presence.setOnSlide(false);
    inView(true);
    expect(told).toEqual([true]);
    presence.setOnSlide(true);
    expect(told).toEqual([true, false]);
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(told).toEqual([true, false, true]);
    presence.dispose();
  });

  test('is seen where the browser cannot tell', () => {
    vi.stubGlobal('IntersectionObserver', undefined);
    const told: boolean[] = [];
    watchPresence(document.body, (isHidden) => told.push(isHidden)).setOnSlide(true);
    expect(told).toEqual([]);
  });
});

describe('keys of the deck', () => {
  const press = (key: string, target: Element, more: KeyboardEventInit = {}): boolean => {
    let isDecks = false;
    const listen = (event: Event): void => {
      isDecks = isDeckKey(event as KeyboardEvent);
    };
    addEventListener('keydown', listen, { once: true });
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
    return isDecks;
  };
  const put = (html: string, isFocusVisible: boolean): Element => {
    document.body.innerHTML = html;
    const element = document.body.firstElementChild!;
    const matches = element.matches.bind(element);
    vi.spyOn(element, 'matches').mockImplementation((selector) =>
      selector === ':focus-visible' ? isFocusVisible : matches(selector),
    );
    return element;
  };

  test('are arrows, space, paging and Escape without another key held', () => {
    expect(press('ArrowRight', document.body)).toBe(true);
    expect(press('Escape', document.body)).toBe(true);
    expect(press(' ', document.body)).toBe(true);
    expect(press('a', document.body)).toBe(false);
    expect(press('toString', document.body)).toBe(false);
    expect(press('ArrowRight', document.body, { altKey: true })).toBe(false);
  });

  test('stay the control’s for those who came by keyboard, and are the deck’s after a click', () => {
    expect(press('ArrowRight', put('<input type="range">', true))).toBe(false);
    expect(press('ArrowRight', put('<input type="radio">', false))).toBe(true);
    expect(press(' ', put('<button></button>', true))).toBe(false);
    expect(press('ArrowRight', put('<button></button>', true))).toBe(true);
    expect(press(' ', put('<button></button>', false))).toBe(true);
  });
});
