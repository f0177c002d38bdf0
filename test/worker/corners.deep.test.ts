import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PLAIN_KEYS, type PlainKey } from '../../src/config/flat-settings.ts';
import { LIMITS } from '../../src/config/limits.ts';
import { DEFAULT_CONFIG, isLiveKey, type LiveSettings, type MachineConfig } from '../../src/config/machine-config.ts';
import type { LabMachine } from '../../src/machine/lab-machine.ts';
import { SECTION_NAMES } from '../../src/protocol/commands.ts';
import { ROGUE_TARGETS } from '../../src/settings/command-log.ts';
import { MachineMaker } from '../../src/worker/machine-maker.ts';

/** Acts after each change: enough for rings to go round, and for timers of the usual length. */
const ACTS = 300;
const MACHINES = 300;

/** A setting at an end of what is allowed, or as usual. */
function extreme(key: PlainKey): fc.Arbitrary<unknown> {
  const limit = LIMITS[key];
  if (limit.kind !== 'one-of') return fc.constantFrom(limit.min, limit.max, DEFAULT_CONFIG[key]);
  return fc.constantFrom(...limit.values.filter((value) => value !== 'recording'));
}

const caches = fc.constantFrom(
  DEFAULT_CONFIG.caches,
  { iotlbEntries: 0, iotlbWays: 1, replacement: 'lru', contextEntries: 0 },
  { iotlbEntries: 1, iotlbWays: 1, replacement: 'fifo', contextEntries: 1 },
  { iotlbEntries: 65_536, iotlbWays: 16, replacement: 'random', contextEntries: 65_536 },
);
const config = fc
  .tuple(fc.record(Object.fromEntries(PLAIN_KEYS.map((key) => [key, extreme(key)]))), caches)
  .map(([plain, some]) => bearable({ ...DEFAULT_CONFIG, ...plain, caches: some }));
const change: fc.Arbitrary<Partial<LiveSettings>> = fc.oneof(
  ...PLAIN_KEYS.filter((key) => isLiveKey(key) && key !== 'hostPressure').map((key) =>
    extreme(key).map((value) => ({ [key]: value })),
  ),
);

/** While all its memory is swapped in, page by page, a guest would miss tens of millions of frames of the fastest link. */
function bearable(wanted: MachineConfig): MachineConfig {
  return wanted.hostPressure === 0
    ? wanted
    : { ...wanted, guestMemoryMiB: 128, linkGbps: Math.min(wanted.linkGbps, 10) };
}

test(`${MACHINES} machines at the ends of their settings run, change and show themselves, or are refused`, () => {
  const maker = new MachineMaker({
    wallTime: () => 0,
    post: () => undefined,
    soon: () => undefined,
    later: () => stop,
  });
  let running = 0;
  const use = (wanted: MachineConfig, changes: readonly Partial<LiveSettings>[]): void => {
    const made = maker.attempt(wanted, 1e6);
    if (typeof made === 'string') {
      expect(made).toMatch(/.{20}/);
      return;
    }
    const { machine } = made;
    run(machine);
    for (const one of changes) {
      if (maker.commandRefusal(machine, { kind: 'adjust', change: one }) !== undefined) continue;
      machine.adjust(one);
      run(machine);
    }
    for (const target of ROGUE_TARGETS) machine.rogue(target);
    for (const name of SECTION_NAMES) machine.section(name);
    expect(machine.metrics()).toBeDefined();
    running += 1;
  };
  fc.assert(fc.property(config, fc.array(change, { maxLength: 4 }), use), { numRuns: MACHINES, endOnFailure: true });
  expect(running).toBeGreaterThan(MACHINES / 2);
});

const stop = (): undefined => undefined;

function run(machine: LabMachine): void {
  for (let acts = 0; acts < ACTS && machine.nextTime < Number.MAX_SAFE_INTEGER; acts++) machine.runOne();
}
