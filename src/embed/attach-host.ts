import type { Lab } from '../store/lab.ts';
import { API_VERSION } from './api-messages.ts';
import { DECK_KEYS, watchDeckKeys } from './deck-keys.ts';
import { createEmbedApi, type EmbedTours } from './embed-api.ts';
import type { EmbedOptions } from './embed-options.ts';

/** What the page around an embed is connected with. */
export interface HostConnection {
  readonly lab: Lab;
  readonly options: EmbedOptions;
  readonly tours: EmbedTours;
  /** The deck around the page says whether its slide is shown. */
  readonly setOnSlide: (isOnSlide: boolean) => void;
}

/**
 * Listens to the page around the embed, and to nobody else; where the address pins an origin, only to that. Answers go to
 * where the message came from.
 * @returns what ends that
 */
export function attachHost({ lab, options, tours, setOnSlide }: HostConnection): () => void {
  const host = window.parent;
  if (host === window) return () => {};
  /** Where the deck is that says which slide is shown, and where the host is that speaks to the embed. */
  let deck: string | undefined;
  let home: string | undefined;

  const post = (message: object, origin: string | undefined): void => {
    if (origin !== undefined) host.postMessage({ viommuLab: API_VERSION, ...message }, origin);
  };
  const emit = (event: string, value: unknown): void => post({ event, value }, home);
  const api = createEmbedApi({ lab, tours, wallTime: () => performance.now(), emit });

  const onMessage = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source !== host || (options.origin !== undefined && origin !== options.origin)) return;
    // A sandboxed page has no origin of its own that could be named.
    const target = origin === 'null' ? '*' : origin;
    if (data === 'slide:start' || data === 'slide:stop') {
      deck = target;
      setOnSlide(data === 'slide:start');
      return;
    }
    const answer = async (): Promise<void> => {
      const given = await api.receive(data);
      if (api.isGreeted()) home = target;
      if (given !== undefined) post(given, target);
    };
    void answer();
  };
  // reveal.js takes the names of its methods as messages; another deck hears of the key by its client.
  const forgetKeys = watchDeckKeys((key) => {
    if (deck !== undefined) host.postMessage(JSON.stringify({ method: DECK_KEYS[key] }), deck);
    else emit('key', key);
  });
  addEventListener('message', onMessage);
  return () => {
    removeEventListener('message', onMessage);
    forgetKeys();
    api.dispose();
  };
}
