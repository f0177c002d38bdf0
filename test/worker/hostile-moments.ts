import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { Command } from '../../src/protocol/commands.ts';
import type { RunMoment } from '../../src/protocol/run-moment.ts';
import { createInProcessSession } from '../../src/session/in-process-session.ts';
import { readLink } from '../../src/settings/permalink.ts';
import { commandError } from '../../src/worker/command-check.ts';
import { hostileLink } from '../settings/hostile-input.ts';
import { anyMoment, VOCABULARY } from '../settings/moments.ts';
import { ManualPacemaker } from '../support/manual-pacemaker.ts';
import { SessionUser } from '../support/session-user.ts';

/** Moments as somebody who means harm would write them: far away, with absurd machines and commands, or no moments at all. */
export const hostileMoment: fc.Arbitrary<unknown> = fc.oneof(
  hostileLink.map((hash) => bare(readLink(hash, VOCABULARY)?.moment)),
  anyMoment.map(bare),
  fc
    .tuple(anyMoment, fc.dictionary(fc.constantFrom('config', 'commands', 'time', 'acts', 'event'), fc.anything()))
    .map(([moment, spoilt]) => ({ ...bare(moment), ...spoilt })),
  fc.anything(),
);

function bare(moment: RunMoment | undefined): object | undefined {
  if (moment === undefined) return undefined;
  const { config, commands, time, acts, event, recording } = moment;
  return { config, commands, time, acts, event, recording };
}

/** However a moment is, the emulator either takes it for one or says in a few words why not. */
export function checkHostileMoment(moment: unknown): void {
  expect((commandError({ kind: 'open', moment }) ?? '').length).toBeLessThan(2000);
}

/** However a moment is, the emulator takes or refuses it, says so, and can be stopped and used at once. */
export function openHostileMoment(moment: unknown): void {
  const pacemaker = new ManualPacemaker();
  const session = createInProcessSession(pacemaker);
  const user = new SessionUser(session);
  const send = (command: Command): void => session.send(command);
  send({ kind: 'open', moment: moment as RunMoment });
  // Far moments are on their way now: in slices, between which the page is heard.
  pacemaker.pass(60);
  send({ kind: 'pause' });
  pacemaker.pass(100);
  expect(user.of('crashed')).toEqual([]);
  expect(user.latest.head.state).toBe('paused');
  for (const { reason } of user.of('rejected')) expect(reason.length).toBeLessThan(2000);
  send({ kind: 'tell-moment' });
  send({ kind: 'step', unit: 'event' });
  pacemaker.pass(100);
  expect(user.of('moment')).toHaveLength(1);
  expect(user.of('crashed')).toEqual([]);
  session.dispose();
}
