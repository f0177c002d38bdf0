import { describe, expect, test } from 'vitest';
import { paperTestbed } from '../../src/config/cost-model.ts';
import { DEFAULT_CONFIG, type MachineConfig } from '../../src/config/machine-config.ts';
import { changeMachine, hasSettings } from '../../src/store/change-machine.ts';

/** What is asked of the emulator. */
function asked(wanted: Partial<MachineConfig>): string[] {
  const calls: string[] = [];
  const note = (kind: string) => (change: Partial<MachineConfig>) => {
    calls.push(`${kind} ${Object.keys(change).join(' ')}`);
  };
  changeMachine({ adjust: note('adjust'), restartWith: note('restart') }, DEFAULT_CONFIG, wanted);
  return calls;
}

describe('a machine', () => {
  test('is left alone when it has all the settings', () => {
    expect(asked({ ...DEFAULT_CONFIG, costs: paperTestbed() })).toEqual([]);
  });

  test('is adjusted while it runs, by what differs', () => {
    expect(asked({ ...DEFAULT_CONFIG, strategy: 'optimistic', quota: 64 })).toEqual(['adjust strategy quota']);
  });

  test('is made anew for what cannot change', () => {
    expect(asked({ strategy: 'deferred', ringSize: 512 })).toEqual(['restart strategy ringSize']);
  });

  test('has the settings that are equal in value', () => {
    expect(hasSettings(DEFAULT_CONFIG, { costs: paperTestbed(), quota: 4096 })).toBe(true);
    expect(hasSettings(DEFAULT_CONFIG, { quota: 64 })).toBe(false);
  });
});
