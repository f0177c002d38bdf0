import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { iova, sourceId } from '../../src/bus/addresses.ts';
import { PAPER_CACHES, type CacheConfig } from '../../src/config/unit-config.ts';
import { levelSize } from '../../src/spec/address.ts';
import {
  CONTEXT_DOMAIN,
  CONTEXT_GLOBAL,
  encodeContextDescriptor,
  encodeIotlbDescriptor,
  IOTLB_DOMAIN,
  IOTLB_GLOBAL,
  IOTLB_PAGES,
} from '../../src/spec/invalidation.ts';
import { DOMAIN, NIC, UnitRig } from '../support/unit-rig.ts';

const DISK = sourceId(0, 5, 3);
const caches: fc.Arbitrary<CacheConfig> = fc.constantFrom<CacheConfig>(
  PAPER_CACHES,
  { iotlbEntries: 1, iotlbWays: 1, replacement: 'fifo', contextEntries: 1 },
  { iotlbEntries: 64, iotlbWays: 64, replacement: 'random', contextEntries: 64 },
  { iotlbEntries: 1024, iotlbWays: 2, replacement: 'lru', contextEntries: 0 },
  { iotlbEntries: 0, iotlbWays: 1, replacement: 'lru', contextEntries: 4 },
);
/** Pages that share sets and large pages: 24 in all. */
const page = fc.tuple(fc.nat(2), fc.nat(7)).map(([large, small]) => large * 0x20_0000 + small * 4096);
const viaQueue = fc.boolean();

function iotlbRequest(rig: UnitRig, queued: boolean, granularity: number, domain: number, at: number, mask: number) {
  if (!queued) return rig.invalidateIotlb(granularity, domain, at, mask);
  const words = new Uint32Array(4);
  encodeIotlbDescriptor(words, granularity, domain, at, mask);
  return rig.submit(words);
}

describe('invariant 5: after an invalidation has completed', () => {
  test('nothing that it covers remains in the IOTLB, and everything else that was there does', () => {
    const request = fc.tuple(
      fc.constantFrom(IOTLB_GLOBAL, IOTLB_DOMAIN, IOTLB_PAGES),
      page,
      fc.integer({ min: 0, max: 11 }),
    );
    fc.assert(
      fc.property(
        caches,
        viaQueue,
        fc.array(page, { maxLength: 20 }),
        request,
        fc.boolean(),
        (config, queued, pages, r, large) => {
          const rig = new UnitRig({ caches: config });
          const nic = rig.attach(NIC);
          const disk = rig.attach(DISK, { domain: DOMAIN + 1 });
          for (const table of [nic, disk]) {
            for (const at of pages) rig.map(table, at + 0x1000_0000, 0x40_0000 + at);
            if (large) rig.map(table, 0x2000_0000, 0x80_0000, { level: 2 });
          }
          rig.enable();
          rig.enableQueue();
          for (const source of [NIC, DISK]) {
            for (const at of pages) rig.read(at + 0x1000_0000, source);
            if (large) rig.read(0x2000_1000, source);
          }
          const before = contents(rig);
          const [granularity, offset, mask] = r;
          const size = 2 ** mask * 4096;
          const start = Math.floor((offset + 0x1000_0000) / size) * size;
          iotlbRequest(rig, queued, granularity, DOMAIN, offset + 0x1000_0000, mask);
          const covered = (held: Held) =>
            granularity === IOTLB_GLOBAL ||
            (held.domain === DOMAIN &&
              (granularity === IOTLB_DOMAIN || (held.start < start + size && held.start + held.size > start)));
          expect(contents(rig)).toEqual(before.filter((held) => !covered(held)));
          expect(rig.count('invalidation-completed')).toBe(1);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('no cached context entry that it covers remains', () => {
    for (const queued of [false, true]) {
      const rig = new UnitRig();
      rig.attach(NIC);
      rig.attach(DISK, { domain: DOMAIN + 1 });
      rig.enable();
      rig.enableQueue();
      rig.read(0);
      rig.read(0, DISK);
      expect([...rig.unit.contexts.source].filter((source) => source >= 0)).toEqual([NIC, DISK]);
      const words = new Uint32Array(4);
      encodeContextDescriptor(words, CONTEXT_DOMAIN, DOMAIN);
      if (queued) rig.submit(words);
      else rig.invalidateContext(CONTEXT_DOMAIN, DOMAIN);
      expect([...rig.unit.contexts.source].filter((source) => source >= 0)).toEqual([DISK]);
    }
  });
});

describe('when software invalidates what it changes', () => {
  const change = fc.record({
    kind: fc.constantFrom('map', 'unmap', 'protect', 'large', 'move' as const),
    at: page,
    target: fc.nat(63),
    precise: fc.constantFrom('page', 'domain', 'global' as const),
    device: fc.constantFrom(NIC, DISK),
  });
  const access = fc.record({
    kind: fc.constant('access' as const),
    at: page,
    device: fc.constantFrom(NIC, DISK),
    isWrite: fc.boolean(),
  });

  test('a unit with caches answers as one without', () => {
    fc.assert(
      fc.property(
        caches,
        viaQueue,
        fc.boolean(),
        fc.array(fc.oneof(change, access, access), { maxLength: 60 }),
        (config, queued, shared, steps) => {
          const rig = new UnitRig({ caches: config });
          const tables = new Map([[NIC, rig.attach(NIC)]]);
          tables.set(
            DISK,
            shared ? rig.attach(DISK, { table: tables.get(NIC)! }) : rig.attach(DISK, { domain: DOMAIN + 1 }),
          );
          rig.enable();
          rig.enableQueue();
          const twin = rig.uncachedTwin();
          const domainOf = (device: typeof NIC) => (shared || device === NIC ? DOMAIN : DOMAIN + 1);
          for (const step of steps) {
            if (step.kind === 'access') {
              const got = rig.unit.translate(step.device, iova(step.at), step.isWrite);
              expect(got).toBe(twin.unit.translate(step.device, iova(step.at), step.isWrite));
              continue;
            }
            const table = tables.get(step.device)!;
            if (step.kind === 'move') {
              // The device gets another, empty table under the same domain-id.
              const fresh = rig.attach(step.device, { domain: domainOf(step.device) });
              tables.set(step.device, fresh);
              if (shared) for (const device of [NIC, DISK]) tables.set(device, rig.attach(device, { table: fresh }));
              rig.invalidateContext(CONTEXT_GLOBAL);
              iotlbRequest(rig, queued, IOTLB_GLOBAL, 0, 0, 0);
              continue;
            }
            const inLarge = Math.floor(step.at / 0x20_0000) * 0x20_0000;
            if (step.kind === 'large') rig.map(table, inLarge, 0x80_0000 + (step.target % 8) * 0x20_0000, { level: 2 });
            else if (isLarge(rig, table, inLarge)) rig.write64(rig.map(table, inLarge, 0, { level: 2 }), 0);
            else
              rig.map(table, step.at, 0x40_0000 + step.target * 4096, {
                flags: { map: 3, protect: 1, unmap: 0 }[step.kind],
              });
            // A page that was or became large changes 2 MiB: AM = 9.
            if (step.precise === 'page') iotlbRequest(rig, queued, IOTLB_PAGES, domainOf(step.device), inLarge, 9);
            else if (step.precise === 'domain') iotlbRequest(rig, queued, IOTLB_DOMAIN, domainOf(step.device), 0, 0);
            else iotlbRequest(rig, queued, IOTLB_GLOBAL, 0, 0, 0);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** Whether the entry of level 2 that covers `at` is a leaf. */
function isLarge(rig: UnitRig, table: number, at: number): boolean {
  let here = table;
  for (let level = 4; level > 2; level--) {
    const entry = rig.memory.read32(here + (Math.floor(at / levelSize(level)) % 512) * 8);
    if (entry % 4 === 0) return false;
    here = entry - (entry % 4096);
  }
  return rig.memory.read32(here + (Math.floor(at / 0x20_0000) % 512) * 8) % 256 >= 0x80;
}

interface Held {
  readonly domain: number;
  readonly start: number;
  readonly size: number;
}

function contents({ unit: { iotlb } }: UnitRig): Held[] {
  return Array.from(iotlb.tag, (_, slot) => slot)
    .filter((slot) => iotlb.levelAt(slot) > 0)
    .map((slot) => ({
      domain: iotlb.domainAt(slot),
      start: iotlb.iovaAt(slot),
      size: levelSize(iotlb.levelAt(slot)),
    }));
}
