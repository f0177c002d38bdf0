import * as fc from 'fast-check';
import { fingerprint } from '../../src/base/fingerprint.ts';
import { SETTINGS, STRATEGIES, WORKLOADS } from '../../src/config/identifiers.ts';
import { DEFAULT_CONFIG, type MachineConfig } from '../../src/config/machine-config.ts';
import type { LabMachine } from '../../src/machine/lab-machine.ts';
import { SECTION_NAMES } from '../../src/protocol/commands.ts';
import type { LoggedCommand } from '../../src/protocol/run-moment.ts';
import type { Timeline } from '../../src/worker/timeline.ts';

/** What a machine shows, and all it is made of, as short texts: two moments are the same when these are. */
export function stateOf(machine: LabMachine): { readonly shown: string; readonly whole: string } {
  const { tracer } = machine;
  const look = () => ({ metrics: machine.metrics(), sections: SECTION_NAMES.map((name) => machine.section(name)) });
  // What was written since the latest look is not a matter of the machine; the first look takes it away.
  look();
  const shown = fingerprint({ ...look(), config: machine.config, now: machine.now, hash: tracer.hash.digest() });
  return { shown, whole: fingerprint(machine) };
}

/** A way to alter a machine. */
export const anyCommand: fc.Arbitrary<LoggedCommand> = fc.oneof(
  fc.record({
    kind: fc.constant('adjust' as const),
    change: fc.oneof(
      fc.record({ strategy: fc.constantFrom(...STRATEGIES) }),
      fc.record({ setting: fc.constantFrom('samecore' as const, 'sidecore' as const) }),
      fc.record({ hostPressure: fc.constantFrom(0, 80) }),
      fc.record({ quota: fc.constantFrom(0, 8, 64) }),
      fc.record({ linkGbps: fc.constantFrom(1, 10, 40) }),
      fc.record({ coldPartsPerMillion: fc.constantFrom(0, 300_000) }),
      fc.record({ workload: fc.constantFrom('transmit' as const, 'receive' as const, 'nvme-random' as const) }),
    ),
  }),
  fc.record({
    kind: fc.constant('rogue' as const),
    target: fc.constantFrom('never-mapped' as const, 'just-unmapped' as const, 'read-only' as const),
  }),
);

/** A machine of any kind that a modelled workload runs on. */
export const anyConfig: fc.Arbitrary<MachineConfig> = fc
  .record({
    strategy: fc.constantFrom(...STRATEGIES),
    workload: fc.constantFrom(...WORKLOADS.filter((name) => name !== 'recording')),
    setting: fc.constantFrom(...SETTINGS),
    guests: fc.constantFrom(1, 1, 2),
    seed: fc.nat(9),
  })
  .map((part) => ({ ...DEFAULT_CONFIG, ...part, invalidation: 'queued' as const, ringSize: 64, guestMemoryMiB: 256 }));

/** One thing done with a run: so many acts, or a command. */
export type Deed = { readonly kind: 'acts'; readonly count: number } | LoggedCommand;

export const anyDeeds = (length: number, acts: number): fc.Arbitrary<readonly Deed[]> =>
  fc.array(
    fc.oneof(
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('acts' as const), count: fc.integer({ min: 1, max: acts }) }),
      },
      { weight: 1, arbitrary: anyCommand },
    ),
    { minLength: 1, maxLength: length },
  );

/** Does it, as far as it can be done. */
export function doDeed(timeline: Timeline, deed: Deed): void {
  if (deed.kind === 'acts') {
    for (let i = 0; i < deed.count && timeline.nextTime < Number.MAX_SAFE_INTEGER; i++) timeline.runOne();
  } else if (deed.kind === 'rogue' || timeline.machine.refusal(deed.change) === undefined) {
    timeline.perform(deed);
  }
}
