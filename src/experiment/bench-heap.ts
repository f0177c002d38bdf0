import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { PS_PER_MS, time } from '../clock/time.ts';
import { runUntil } from '../machine/lab-machine.ts';
import { Machine } from '../machine/machine.ts';
import { SECTION_NAMES } from '../protocol/commands.ts';
import { cellConfig, type CellName } from './reproduce-cells.ts';

/** Memory of a machine that runs for a while, after a full collection each. */
export interface HeapGrowth extends CellName {
  /** Seconds of wall time, and simulated milliseconds that passed in them. */
  readonly seconds: number;
  readonly simulatedMilliseconds: number;
  /** Objects and typed arrays, in bytes, after the first tenth and at the end. */
  readonly before: number;
  readonly after: number;
  readonly growthPercent: number;
}

/** Lets a machine run as fast as it can, snapshots taken now and then, and looks how much memory it holds. */
export function benchHeap(cell: CellName, seconds: number): HeapGrowth {
  const machine = new Machine(cellConfig(cell, 2011));
  const start = performance.now();
  const runTo = (share: number): void => {
    while (performance.now() - start < share * seconds * 1000) {
      runUntil(machine, time(machine.now + 5 * PS_PER_MS));
      machine.metrics();
      for (const name of SECTION_NAMES) machine.section(name);
    }
  };
  const collect = exposedCollector();
  runTo(0.1);
  const before = bytesInUse(collect);
  runTo(1);
  const after = bytesInUse(collect);
  return {
    ...cell,
    seconds,
    simulatedMilliseconds: machine.now / PS_PER_MS,
    before,
    after,
    growthPercent: (100 * (after - before)) / before,
  };
}

function bytesInUse(collect: () => void): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The engine's full collection, which is there only once a flag says so. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
