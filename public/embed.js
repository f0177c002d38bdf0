// @ts-check
/*
 * Controls a viommu-lab that is embedded in this page:
 *
 *   import { connect } from 'https://your.host/some/path/embed.js';
 *   const lab = await connect(document.querySelector('iframe'));
 *   await lab.set({ strategy: 'optimistic' });
 *   await lab.on('state', ({ gbps }) => console.log(gbps));
 *
 * Works with a frame of any origin, also with sandbox="allow-scripts", and again after the frame was loaded anew.
 */

/**
 * @typedef {'state' | 'step' | 'tour' | 'fault' | 'key'} LabEvent
 *   state: figures of the machine; step: the event it stands at; tour: where a tour stands; fault: faults so far;
 *   key: a key of the deck that was pressed in the frame
 * @typedef {string | number | boolean} Value
 * @typedef {object} Lab
 * @property {() => Promise<void>} play
 * @property {() => Promise<void>} pause
 * @property {(options?: { unit?: 'event' | 'operation' | 'frame', back?: boolean }) => Promise<void>} step
 * @property {(ms: number) => Promise<void>} seek Goes to a simulated time, in milliseconds, and stands still.
 * @property {(settings: Record<string, Value>, speed?: string) => Promise<Record<string, Value>>} set
 *   Changes settings by name, all or none. Speeds: `5/s` (events a second), `1:500` (slow motion), `full`.
 * @property {(hash: string) => Promise<{ notes: string[] }>} scenario Opens what stands behind # in a link.
 * @property {(name?: string, step?: number) => Promise<void>} tour Begins a tour; without a name ends it.
 * @property {(what?: 'state' | 'settings' | 'link') => Promise<any>} get
 * @property {(event: LabEvent, listen: (value: any) => void) => Promise<() => void>} on Gives what ends it.
 * @property {() => void} close Forgets the frame.
 */

const VERSION = 1;

/**
 * Waits until the lab in a frame answers.
 * @param {HTMLIFrameElement} frame
 * @param {{ timeout?: number, perSecond?: number, keys?: boolean }} [options] milliseconds to wait (15000); most words on
 *   changes in a second (5, up to 10); whether deck keys pressed in the frame are pressed in this page too (true)
 * @returns {Promise<Lab>}
 */
export async function connect(frame, { timeout = 15000, perSecond = 5, keys = true } = {}) {
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  /** @type {Set<{ event: string, listen: (value: any) => void }>} */
  const listeners = new Set();
  let count = 0;

  const isOpaque = frame.sandbox.length > 0 && !frame.sandbox.contains('allow-same-origin');
  const origin = () => (isOpaque ? '*' : new URL(frame.src, document.baseURI).origin.replace('null', '*'));
  /** @param {string} verb @param {object} [fields] @returns {Promise<any>} */
  const ask = (verb, fields) =>
    new Promise((resolve, reject) => {
      count += 1;
      waiting.set(count, { resolve, reject });
      frame.contentWindow?.postMessage({ viommuLab: VERSION, verb, id: count, ...fields }, origin());
    });
  const subscribe = () => {
    const events = [...new Set([...listeners].map(({ event }) => event))].filter((event) => event !== 'key');
    return ask('subscribe', { events, perSecond });
  };

  /** @param {MessageEvent} message */
  const hear = ({ source, data }) => {
    if (source !== frame.contentWindow || data?.viommuLab !== VERSION) return;
    if (data.event === 'key' && keys) {
      frame.ownerDocument.dispatchEvent(new KeyboardEvent('keydown', { key: data.value, bubbles: true }));
    }
    for (const { event, listen } of listeners) if (event === data.event) listen(data.value);
    const asked = waiting.get(data.id);
    if (asked === undefined || !('ok' in data)) return;
    waiting.delete(data.id);
    if (data.ok) asked.resolve(data.result ?? undefined);
    else asked.reject(new Error(data.error.message));
  };
  addEventListener('message', hear);

  /** Introduces this page, again and again until the frame listens. */
  const greet = async () => {
    const until = performance.now() + timeout;
    for (let isHeard = false; !isHeard;) {
      if (performance.now() > until) throw new Error('the frame does not answer');
      const later = new Promise((resolve) => setTimeout(resolve, 200, false));
      isHeard = await Promise.race([ask('hello').then(() => true), later]);
    }
    waiting.clear();
  };
  const again = () => void greet().then(subscribe, () => {});
  const close = () => {
    removeEventListener('message', hear);
    frame.removeEventListener('load', again);
  };
  try {
    await greet();
  } catch (error) {
    close();
    throw error;
  }
  frame.addEventListener('load', again);

  return {
    play: () => ask('play'),
    pause: () => ask('pause'),
    step: (options) => ask('step', options),
    seek: (ms) => ask('seek', { ms }),
    set: (settings, speed) => ask('set', speed === undefined ? { settings } : { settings, speed }),
    scenario: (hash) => ask('scenario', { hash }),
    tour: (name, step) => ask('tour', name === undefined ? {} : { name, step: step ?? 0 }),
    get: (what = 'state') => ask('get', { what }),
    on: async (event, listen) => {
      const listener = { event, listen };
      listeners.add(listener);
      await subscribe();
      return () => {
        listeners.delete(listener);
        void subscribe();
      };
    },
    close,
  };
}
