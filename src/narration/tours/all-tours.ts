import type { Tour } from '../tour.ts';
import { tour as cachingMode } from './caching-mode.ts';
import { tour as deferredAndItsHole } from './deferred-and-its-hole.ts';
import { tour as optimisticTeardown } from './optimistic-teardown.ts';
import { tour as overcommit } from './overcommit.ts';
import { tour as samecoreAgainstSidecore } from './samecore-against-sidecore.ts';
import { tour as whatAWalkIs } from './what-a-walk-is.ts';
import { tour as whyPinMemory } from './why-pin-memory.ts';
import { tour as whyStrictIsSlow } from './why-strict-is-slow.ts';

/** The tours by name. Fetched when one is taken: nobody else pays for their words. */
export const ALL_TOURS: Readonly<Record<string, Tour>> = {
  'what-a-walk-is': whatAWalkIs,
  'why-pin-memory': whyPinMemory,
  'why-strict-is-slow': whyStrictIsSlow,
  'deferred-and-its-hole': deferredAndItsHole,
  'optimistic-teardown': optimisticTeardown,
  'samecore-against-sidecore': samecoreAgainstSidecore,
  'caching-mode': cachingMode,
  overcommit,
};
