/** Keys that turn slides, by `KeyboardEvent.key`, and what reveal.js calls what they do. */
export const DECK_KEYS: Readonly<Record<string, string>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'prev',
  PageDown: 'next',
  ' ': 'next',
  Escape: 'toggleOverview',
};

/** Elements that have a use of their own for these keys. */
const KEY_USERS = 'input, select, textarea, summary, a, button, [role="listbox"], [tabindex="0"]';
/** Elements for which only the space bar does something. */
const PRESSED_BY_SPACE = 'button, summary, a';

/**
 * Whether a key that reached the embedded page is the deck's. Whoever came by keyboard keeps the keys of the control in
 * focus; whoever clicked (the focus does not show then) goes on turning slides.
 */
export function isDeckKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  if (!Object.hasOwn(DECK_KEYS, event.key)) return false;
  const user = event.target instanceof Element ? event.target.closest(KEY_USERS) : null;
  if (user === null || !user.matches(':focus-visible')) return true;
  return user.matches(PRESSED_BY_SPACE) && event.key !== ' ';
}

/** Passes keys of the deck on, before anything in the page takes them. @returns what ends that */
export function watchDeckKeys(pass: (key: string) => void): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isDeckKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
    pass(event.key);
  };
  addEventListener('keydown', onKeyDown, { capture: true });
  return () => removeEventListener('keydown', onKeyDown, { capture: true });
}
