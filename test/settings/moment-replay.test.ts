import { expect, test } from 'vitest';

import { microseconds, time } from '../../src/clock/time.ts';
import { withCost } from '../../src/config/cost-model.ts';
import { runUntil } from '../../src/machine/lab-machine.ts';
import { Machine } from '../../src/machine/machine.ts';
import { LINK_BASE } from '../../src/settings/link-base.ts';
import type { LoggedEntry, Moment } from '../../src/settings/moment.ts';
import { linkHash, readLink } from '../../src/settings/permalink.ts';
import { parseRunFile, runFileText } from '../../src/settings/run-file.ts';
import { PLAIN_MOMENT, VOCABULARY } from './moments.ts';

/** Runs a machine as a moment says. @returns the fingerprint of everything that happened */
function replay({ config, commands, time: until }: Moment): string {
  const machine = new Machine(config);
  for (const { at, command } of commands) {
    runUntil(machine, time(at));
    if (command.kind === 'adjust') machine.adjust(command.change);
    else machine.rogue(command.target);
  }
  runUntil(machine, time(until));
  return machine.tracer.hash.digest();
}

const at = (us: number, command: LoggedEntry['command']): LoggedEntry => ({ at: microseconds(us) + 7, command });

test('a link and a file to a moment give the same run, live toggles and attacks included', () => {
  const moment: Moment = {
    ...PLAIN_MOMENT,
    config: { ...LINK_BASE, strategy: 'deferred', linkGbps: 2.5, caches: { ...LINK_BASE.caches, iotlbEntries: 128 } },
    commands: [
      at(150, { kind: 'adjust', change: { strategy: 'optimistic', quota: 64 } }),
      at(300, { kind: 'rogue', target: 'just-unmapped' }),
      at(420, { kind: 'adjust', change: { costs: withCost(LINK_BASE.costs, 'write-entry', 50), workload: 'receive' } }),
    ],
    time: microseconds(700) + 1,
  };
  const before = replay(moment);
  const link = linkHash(moment);
  expect(link.kind).toBe('link');
  expect(replay(readLink(link.kind === 'link' ? link.hash : '', VOCABULARY)!.moment)).toBe(before);
  expect(replay(parseRunFile(runFileText(moment), VOCABULARY))).toBe(before);
  expect(replay({ ...moment, commands: moment.commands.slice(0, 2) })).not.toBe(before);
});
