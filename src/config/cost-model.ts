import { ACT_COUNT, ACTS, type ActName } from './acts.ts';
import { cyclesToDuration } from '../clock/time.ts';
import { cycles, fitted, nanosecondsRow as ns, split, type CostKey, type CostModel } from './cost-rows.ts';
import { paperHypervisor } from './hypervisor-costs.ts';
import type { Setting, Strategy } from './identifiers.ts';

export type { CostKey, CostModel, CostRow, HardwareKey, Provenance } from './cost-rows.ts';

const LOGIC = 'logic 4593 (slide 16) as 40 / 12 / 6 / 12 / 25 / 5 %';
const INTERACTION = 'interaction 2316 (slide 16): two writes and seven polls of one invalidation';

/**
 * vIOMMU paper testbed (2011): Xeon X5570 at 2.93 GHz, Linux 2.6.36, 10 Gb/s Ethernet.
 * Published sums: 4593 cycles of logic and 2316 of interaction for one map and unmap.
 */
export function paperTestbed(): CostModel {
  return {
    profile: 'vIOMMU paper testbed (2011)',
    rows: {
      'core-frequency': {
        value: 2_930_000_000,
        unit: 'Hz',
        chargedFor: 'one cycle of a core',
        provenance: { kind: 'published', source: 'SplitX (WIOV 2011): the same lab’s x3550 M2, Xeon X5570' },
      },
      'network-stack': cycles(1475, 'each frame', fitted('bare metal, strict: 43 %')),
      'storage-stack': cycles(
        6000,
        'each block request',
        split('no source: a round figure for a kernel block request'),
      ),
      'allocate-iova': cycles(1837, 'each map', split(LOGIC)),
      'write-entry': cycles(551, 'each page mapped', split(LOGIC)),
      'find-iova': cycles(276, 'each unmap', split(LOGIC)),
      'clear-entry': cycles(551, 'each page unmapped', split(LOGIC)),
      'free-iova': cycles(1148, 'each range freed', split(LOGIC)),
      'book-keep': cycles(230, 'each unmap', split(LOGIC)),
      'take-back': cycles(
        300,
        'each map that reuses',
        split('600 for a pair that reuses, fitted to samecore, optimistic: 82 %'),
      ),
      'let-go': cycles(
        300,
        'each unmap that leaves the mapping',
        split('600 for a pair that reuses, fitted to samecore, optimistic: 82 %'),
      ),
      'register-write': cycles(101, 'each register write', split(INTERACTION)),
      'register-read': cycles(302, 'each poll of a register', split(INTERACTION)),
      'descriptor-write': cycles(
        40,
        'each invalidation descriptor',
        split('no source: two cached stores and a barrier'),
      ),
      'status-poll': cycles(50, 'each look at the status word', split('no source: a load that mostly hits the cache')),
      doorbell: cycles(0, 'each doorbell', split('contained in network-stack')),
      'copy-page': cycles(600, 'each page copied', split('no source: 4 KiB at about 7 bytes a cycle')),
      'deferred-logic-factor': {
        value: 0.54,
        unit: 'factor',
        chargedFor: 'logic acts while IOVAs are freed in bulk',
        provenance: fitted('bare metal, deferred: 91 %'),
      },
      'register-invalidation-latency': ns(680, 'from the command to its completion', split(INTERACTION)),
      'queued-descriptor-latency': ns(
        340,
        'fetch and execute one descriptor',
        split('half of the register-based latency'),
      ),
      'memory-read-latency': ns(
        70,
        'each memory read of a walk',
        split('270–330 ns a miss (pcie-bench, SIGCOMM 2018) over four levels'),
      ),
      'pcie-read-latency': ns(560, 'a device’s read of memory', {
        kind: 'published',
        source: 'pcie-bench raw data, 64-byte read, Broadwell',
      }),
      'interrupt-latency': ns(1000, 'message to handler', split('no source: a round figure')),
      ...paperHypervisor(),
    },
  };
}

/** Acts that `deferred-logic-factor` scales: slide 16's “logic”. */
const LOGIC_ACTS: ReadonlySet<ActName> = new Set<ActName>([
  'allocate-iova',
  'write-entry',
  'find-iova',
  'clear-entry',
  'free-iova',
  'book-keep',
]);

/** Acts that cost more in a guest: interrupts exit. */
const STACK_ACTS: ReadonlySet<ActName> = new Set<ActName>(['network-stack', 'storage-stack']);

/** What is charged for an act in a setting under a strategy, in cycles. */
function priceOf(costs: CostModel, setting: Setting, strategy: Strategy, name: ActName): number {
  const value = (key: CostKey): number => costs.rows[key].value;
  const deferred = strategy === 'deferred' ? value('deferred-logic-factor') : 1;
  if (setting === 'bare-metal') return value(name) * (LOGIC_ACTS.has(name) ? deferred : 1);
  if (STACK_ACTS.has(name)) return value(name) + value('virtualization-tax');
  const logic = value(setting === 'sidecore' ? 'sidecore-logic-factor' : 'samecore-logic-factor');
  if (LOGIC_ACTS.has(name)) return value(name) * logic * deferred;
  // What an access to the emulated registers costs is charged where it is emulated. Beside a sidecore a write is a plain
  // store, and a read hits the own cache until the line changes.
  if (name === 'register-write') return setting === 'sidecore' ? value('shared-store') : 0;
  if (name === 'register-read') return 0;
  return value(name);
}

/** The price list of a core: whole picoseconds by act index, in the given setting and under the given strategy. */
export function priceList(costs: CostModel, setting: Setting, strategy: Strategy): Float64Array {
  const hertz = costs.rows['core-frequency'].value;
  const list = new Float64Array(ACT_COUNT);
  ACTS.forEach(({ name }, index) => {
    list[index] = cyclesToDuration(priceOf(costs, setting, strategy, name), hertz);
  });
  return list;
}

/** A model with one value changed, marked as edited. */
export function withCost(costs: CostModel, key: CostKey, value: number): CostModel {
  return { ...costs, rows: { ...costs.rows, [key]: { ...costs.rows[key], value, provenance: { kind: 'edited' } } } };
}
