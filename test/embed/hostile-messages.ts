import * as fc from 'fast-check';
import { expect } from 'vitest';

import { API_EVENTS, API_VERBS } from '../../src/embed/api-messages.ts';
import { apiRig } from './api-rig.ts';

/** Whatever survives being posted: no functions, but every container. */
const posted = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  maxDepth: 3,
});
const key = fc.oneof(
  fc.constantFrom(
    'unit',
    'back',
    'ms',
    'settings',
    'speed',
    'hash',
    'name',
    'step',
    'what',
    'events',
    'perSecond',
    'id',
  ),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'viommuLab', 'verb'),
  fc.string({ maxLength: 8 }),
);
const settings = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      'strategy',
      'setting',
      'quota',
      'guests',
      'caches.iotlbEntries',
      'costs',
      'costs.write-entry',
      'seed',
    ),
    fc.constantFrom('costs.__proto__', 'caches.constructor', '__proto__'),
    fc.string({ maxLength: 8 }),
  ),
  fc.oneof(fc.double(), fc.integer(), fc.string({ maxLength: 12 }), fc.boolean(), posted),
  { maxKeys: 5 },
);
const value = fc.oneof(
  posted,
  settings,
  fc.constantFrom(...API_EVENTS).map((event) => [event]),
  fc.constantFrom('event', 'state', 'link', '#v=1&strategy=optimistic', '#v=1&t=1ms', 'full', '5/s', 0, 1, 1e308, -0),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const addressed = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: posted }),
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...API_VERBS) }, { weight: 1, arbitrary: value }),
    fc.array(fc.tuple(key, value), { maxLength: 3 }),
  )
  .map(([viommuLab, verb, fields]) => ({ viommuLab, verb, ...Object.fromEntries(fields) }));

export const hostileMessage = fc.oneof({ weight: 8, arbitrary: addressed }, { weight: 1, arbitrary: posted });

/** Longest answer in characters: a link, or every setting. */
const MOST_ANSWER = 20_000;
/** Most work for a message, ms of processor time: a busy machine, on which wall time passes by itself, is no fault. */
const MOST_WORK = 1000;

/** Processor time of this process up to now, ms. */
function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Posts so many messages of anything to one embed. None may throw, be answered at length, or send the emulator what it
 * refuses to look at; the embed must still do what it is told in the end.
 */
export async function survivesMessages(messages: number, seed: number): Promise<void> {
  const { api, rig, post, wait } = apiRig();
  await post({ verb: 'hello' });
  const all = fc.sample(hostileMessage, { numRuns: messages, seed });
  for (const [i, message] of all.entries()) {
    wait(20);
    const before = worked();
    const coming = api.receive(message);
    // Only the emulator knows which moment it shows.
    if ((message as { what?: unknown } | undefined)?.what === 'link') rig.pass(40);
    const answer = await coming;
    expect(worked() - before, `message ${i}`).toBeLessThan(MOST_WORK);
    if (answer === undefined) continue;
    expect(JSON.stringify(answer).length).toBeLessThan(MOST_ANSWER);
    if (!answer.ok) expect(answer.error.message.length).toBeLessThanOrEqual(400);
    // Commands wait for their emulator: without being taken they would only pile up.
    if (i % 500 === 0) rig.sent.length = 0;
  }
  api.dispose();
  expect(await post({ verb: 'pause' })).toEqual({ ok: true, result: null });
  rig.lab.dispose();
}
