import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microseconds } from '../../src/clock/time.ts';
import { INVALIDATION_INTERFACES, type Setting, type Strategy } from '../../src/config/identifiers.ts';
import type { DmaDirection } from '../../src/guest/dma-direction.ts';
import { isMapFailure } from '../../src/guest/mapping-outcome.ts';
import { pinsMatch, shadowEqualsGuest } from '../support/shadow-check.ts';
import { SettingRig } from '../support/setting-rig.ts';

const EMULATED = ['samecore', 'sidecore'] as const;
const BUFFERS = 0x20_0000;
const DIRECTIONS: readonly DmaDirection[] = ['to-device', 'from-device', 'bidirectional'];

type Step =
  | { readonly kind: 'map'; readonly page: number; readonly length: number; readonly direction: DmaDirection }
  | { readonly kind: 'unmap' | 'dma' | 'stale'; readonly index: number; readonly isWrite: boolean }
  | { readonly kind: 'switch'; readonly strategy: Strategy }
  | { readonly kind: 'large'; readonly on: boolean }
  | { readonly kind: 'pass'; readonly span: number };

const stepOf = (strategies: readonly Strategy[]): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('map' as const),
        page: fc.nat(7),
        length: fc.constantFrom(96, 1522, 4096, 9000, 0x20_0000),
        direction: fc.constantFrom(...DIRECTIONS),
      }),
    },
    { weight: 4, arbitrary: indexed('unmap') },
    { weight: 4, arbitrary: indexed('dma') },
    { weight: 2, arbitrary: indexed('stale') },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('switch' as const), strategy: fc.constantFrom(...strategies) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('large' as const), on: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('pass' as const),
        span: fc.integer({ min: 1, max: 60 }).map(microseconds),
      }),
    },
  );

function indexed(kind: 'unmap' | 'dma' | 'stale'): fc.Arbitrary<Step> {
  return fc.record({ kind: fc.constant(kind), index: fc.nat(1000), isWrite: fc.boolean() });
}

interface Use {
  readonly iova: number;
  readonly length: number;
}

/** Runs a program; calls `check` after each step. @returns what each DMA reached, as GPA or minus the reason. */
function execute(rig: SettingRig, program: readonly Step[], check: (rig: SettingRig) => void): number[] {
  const uses: Use[] = [];
  const ended: Use[] = [];
  const reached: number[] = [];
  for (const step of program) {
    if (step.kind === 'map') {
      const gpa = BUFFERS + step.page * 0x20_0000;
      const iova = rig.driver.dmaMap(rig.device, gpa, step.length, step.direction);
      if (!isMapFailure(iova)) uses.push({ iova, length: step.length });
    } else if (step.kind === 'switch') rig.switchStrategy(step.strategy);
    else if (step.kind === 'large') rig.driver.adjust({ largePages: step.on });
    else if (step.kind === 'pass') rig.pass(step.span);
    else {
      const list = step.kind === 'stale' ? ended : uses;
      const use = list[step.index % Math.max(1, list.length)];
      if (use === undefined) continue;
      if (step.kind === 'unmap') {
        rig.driver.dmaUnmap(rig.device, use.iova as never, use.length);
        ended.push(...uses.splice(uses.indexOf(use), 1));
      } else {
        const at = use.iova + Math.floor((use.length - 1) * ((step.index % 7) / 7));
        reached.push(rig.dma(at, step.isWrite));
      }
    }
    check(rig);
  }
  return reached;
}

const make = (setting: Setting, strategy: Strategy, invalidation: 'register' | 'queued'): SettingRig =>
  new SettingRig({
    setting,
    strategy,
    invalidation,
    tunables: { ageLimit: microseconds(50), flushTimeout: microseconds(40), flushHighWaterMark: 4, quota: 3 },
  });

const must = (problem: string | undefined): void => {
  if (problem !== undefined) throw new Error(problem);
};

describe('random programs under a hypervisor', { timeout: 60_000 }, () => {
  it('are seen by the device alike in every setting, under strict and shared (invariant 12)', () => {
    const program = fc.array(stepOf(['strict', 'shared']), { maxLength: 40 });
    fc.assert(
      fc.property(program, fc.constantFrom(...INVALIDATION_INTERFACES), (steps, invalidation) => {
        const bare = execute(make('bare-metal', 'strict', invalidation), steps, () => {});
        for (const setting of EMULATED) {
          const rig = make(setting, 'strict', invalidation);
          // Nothing is outstanding when a call of the driver has returned.
          const reached = execute(rig, steps, () => must(shadowEqualsGuest(rig)));
          expect(reached).toEqual(bare);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('leave the shadow equal to the guest tables, and as many pins as leaves (invariants 6, 7, 8)', () => {
    const program = fc.array(stepOf(['strict', 'shared', 'deferred', 'optimistic', 'async']), { maxLength: 40 });
    fc.assert(
      fc.property(program, fc.constantFrom(...EMULATED), (steps, setting) => {
        const rig = make(setting, 'strict', 'queued');
        execute(rig, steps, () => {
          if (rig.virtual!.sidecore.isIdle) must(pinsMatch(rig.virtual!));
        });
        rig.driver.drain();
        rig.settle();
        rig.pass(microseconds(200));
        rig.driver.drain();
        rig.settle();
        must(shadowEqualsGuest(rig));
        must(pinsMatch(rig.virtual!));
        if (setting === 'sidecore') expect(rig.virtual!.samecore.vmExits).toBe(0);
        const { ledger, now } = rig.host!.sidecore.core;
        expect(ledger.reduce((sum, row) => sum + row, 0)).toBe(now);
      }),
      { numRuns: 25 },
    );
  });

  it('survive changes between samecore and sidecore without losing a mapping', () => {
    const program = fc.array(stepOf(['strict', 'shared', 'optimistic', 'async', 'deferred']), { maxLength: 30 });
    fc.assert(
      fc.property(program, fc.nat(3), (steps, every) => {
        const rig = make('samecore', 'strict', 'queued');
        let count = 0;
        execute(rig, steps, () => {
          count += 1;
          if (count % (every + 1) === 0) rig.virtual!.setMode(count % 2 === 0 ? 'samecore' : 'sidecore');
        });
        rig.driver.drain();
        rig.settle();
        must(shadowEqualsGuest(rig));
        must(pinsMatch(rig.virtual!));
      }),
      { numRuns: 15 },
    );
  });
});
