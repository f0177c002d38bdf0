import type { Strategy } from '../../src/config/identifiers.ts';
import type { MachineConfig } from '../../src/config/machine-config.ts';
import { REPLAY_CONFIG } from '../../src/config/replay-config.ts';
import { ReplayMachine } from '../../src/machine/replay-machine.ts';
import type { RecordedOperations } from '../../src/recording/recorded-operations.ts';
import { makeOperations, type Step } from '../recording/make-operations.ts';
import { readTrace } from '../recording/trace-files.ts';

/** A machine ready to replay a recording of the project. */
export function machineFor(trace: string, strategy: Strategy, change: Partial<MachineConfig> = {}): ReplayMachine {
  return machineOn(readTrace(trace).operations, strategy, change);
}

/** A machine ready to replay operations. */
export function machineOn(
  operations: RecordedOperations,
  strategy: Strategy,
  change: Partial<MachineConfig> = {},
): ReplayMachine {
  return new ReplayMachine({ ...REPLAY_CONFIG, strategy, ...change }, operations);
}

/** Replays a recording of the project to its end. */
export function replay(trace: string, strategy: Strategy): ReplayMachine {
  const machine = machineFor(trace, strategy);
  machine.runToEnd();
  return machine;
}

/** Replays made-up steps to their end. */
export function replaySteps(strategy: Strategy, steps: readonly Step[]): ReplayMachine {
  const machine = machineOn(makeOperations(steps), strategy);
  machine.runToEnd();
  return machine;
}

/** What a machine has left once the replay is stopped and its driver drained: nothing, if nothing leaked. */
export function leftovers({ guest, driver }: ReplayMachine): Record<string, number> {
  guest.stop();
  driver.drain();
  let mappings = 0;
  driver.views.forEachMapping(() => (mappings += 1));
  let leaves = 0;
  let ranges = 0;
  for (const { domain } of guest.devices) {
    domain.table.forEachLeaf(() => (leaves += 1));
    ranges += domain.iovas.pagesInUse;
  }
  const { liveMappings, livePages, untranslatedUses, refusedUnmaps } = driver.counters;
  return { mappings, leaves, ranges, liveMappings, livePages, untranslatedUses, refusedUnmaps };
}
