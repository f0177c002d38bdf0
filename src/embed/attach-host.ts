import type { Lab } from '../store/lab.ts';
import { DECK_KEYS, watchDeckKeys } from './deck-keys.ts';
import type { EmbedOptions } from './embed-options.ts';

/** What the page around an embed is connected with. */
export interface HostConnection {
  readonly lab: Lab;
  readonly options: EmbedOptions;
  /** The deck around the page says whether its slide is shown. */
  readonly setOnSlide: (isOnSlide: boolean) => void;
}

/** Listens to the page around the embed, and to nobody else. @returns what ends that */
export function attachHost({ options, setOnSlide }: HostConnection): () => void {
  const host = window.parent;
  if (host === window) return () => {};
  /** Where the deck is that says which slide is shown. */
  let deck: string | undefined;

  const onMessage = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source !== host || (options.origin !== undefined && origin !== options.origin)) return;
    if (data !== 'slide:start' && data !== 'slide:stop') return;
    deck = origin === 'null' ? '*' : origin;
    setOnSlide(data === 'slide:start');
  };
  // reveal.js takes the names of its methods as messages.
  const forgetKeys = watchDeckKeys((key) => {
    if (deck !== undefined) host.postMessage(JSON.stringify({ method: DECK_KEYS[key] }), deck);
  });
  addEventListener('message', onMessage);
  return () => {
    removeEventListener('message', onMessage);
    forgetKeys();
  };
}
