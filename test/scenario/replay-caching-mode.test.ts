import { describe, expect, it } from 'vitest';
import { REPLAY_CONFIG } from '../../src/config/replay-config.ts';
import type { Setting } from '../../src/config/identifiers.ts';
import { ReplayMachine } from '../../src/machine/replay-machine.ts';
import { pinsMatch } from '../support/shadow-check.ts';
import { readTrace, traceNames } from '../recording/trace-files.ts';

/** Recorded in a guest whose IOMMU has caching mode on, as ours has. The boot recording's one mapping precedes any device. */
const NAMES = traceNames.filter((name) => name.startsWith('strict-cm-') && !name.includes('boot'));

function replay(name: string, setting: Setting): ReplayMachine {
  const machine = new ReplayMachine({ ...REPLAY_CONFIG, setting }, readTrace(name).operations);
  machine.runToEnd();
  return machine;
}

describe('a recording in caching mode, replayed on an emulated unit', { timeout: 60_000 }, () => {
  it('has three of them', () => {
    expect(NAMES).toHaveLength(3);
  });

  it.each(NAMES)('%s: as many page-selective invalidations as the real kernel submitted', (name) => {
    const { recordedInvalidations, cutAtEnd } = readTrace(name).summary;
    const samecore = replay(name, 'samecore');
    const recorded = recordedInvalidations.page;
    // The trailing unmap's invalidation may be cut off in the recording.
    expect(Math.abs(samecore.invalidations.page - recorded)).toBeLessThanOrEqual(cutAtEnd);
    expect(cutAtEnd / recorded).toBeLessThan(0.005);
    expect(samecore.invalidations).toMatchObject({ domain: 0, global: 0 });
    expect(samecore.vmExits).toBeGreaterThanOrEqual(samecore.invalidations.page);
    expect(samecore.blockedRequests).toBe(0);
    expect(pinsMatch(samecore.virtual!)).toBeUndefined();
    const sidecore = replay(name, 'sidecore');
    expect(sidecore.vmExits).toBe(0);
    expect(sidecore.invalidations).toEqual(samecore.invalidations);
    expect(sidecore.sidecoreBusy).toBeGreaterThan(0);
    expect(sidecore.virtual!.pins.peak).toBe(samecore.virtual!.pins.peak);
  });
});
