import { describe, expect, test } from 'vitest';
import { sourceId, type Iova } from '../../src/bus/addresses.ts';
import type { MmioPort, Word64 } from '../../src/bus/ports.ts';
import { isMapFailure, BAD_RANGE, NO_TABLE_FRAME } from '../../src/guest/mapping-outcome.ts';
import { OFFSET } from '../../src/spec/registers.ts';
import { BareMachine } from '../support/bare-machine.ts';

const BUFFER = 0x20_0000;
const NOT_PRESENT_CONTEXT = -2;

/** The unit with one 64-bit register changed on its way to the driver. */
function altered(offset: number, change: (word: Word64) => void): (unit: MmioPort) => MmioPort {
  return (unit) => ({
    read32: (at) => unit.read32(at),
    write32: (at, value) => unit.write32(at, value),
    write64: (at, low, high) => unit.write64(at, low, high),
    read64: (at, into) => {
      unit.read64(at, into);
      if (at === offset) change(into);
    },
  });
}

describe('starting the driver', () => {
  test.each(['register', 'queued'] as const)('turns translation on (%s invalidation)', (invalidation) => {
    const bare = new BareMachine({ invalidation });
    expect(bare.unit.read32(OFFSET.GSTS) >>> 31).toBe(1);
    expect((bare.unit.read32(OFFSET.GSTS) >>> 26) & 1).toBe(invalidation === 'queued' ? 1 : 0);
    expect(bare.unit.read32(OFFSET.RTADDR)).toBe(bare.driver.rootAddress);
    expect(bare.count('context-invalidated')).toBeGreaterThan(0);
    expect(bare.count('global-invalidated')).toBe(1);
  });

  test('refuses what it cannot drive, and says what is missing', () => {
    const start = (options: ConstructorParameters<typeof BareMachine>[0]) => () => new BareMachine(options);
    expect(start({ levels: 4, addressWidth: 39 })).toThrow('tables of 4 levels');
    expect(start({ wrapMmio: altered(OFFSET.CAP, (cap) => (cap.low = 0)) })).toThrow('neither 3 nor 4 levels');
    expect(start({ wrapMmio: altered(OFFSET.CAP, (cap) => (cap.low |= 0x10)) })).toThrow('CAP.RWBF');
    const withoutQueue = altered(OFFSET.ECAP, (ecap) => (ecap.low &= ~2));
    expect(start({ wrapMmio: withoutQueue, invalidation: 'queued' })).toThrow('ECAP.QI');
    const nothing: MmioPort = { read32: () => 0, write32() {}, write64() {}, read64: () => {} };
    expect(start({ wrapMmio: () => nothing })).toThrow('no remapping unit');
    expect(start({ strategy: 'async' })).toThrow('needs the invalidation queue');
  });

  test('gives up on a unit that never finishes', () => {
    const deaf: (unit: MmioPort) => MmioPort = (unit) => ({
      read32: (at) => (at === OFFSET.GSTS ? 0 : unit.read32(at)),
      write32: (at, value) => unit.write32(at, value),
      write64: (at, low, high) => unit.write64(at, low, high),
      read64: (at, into) => unit.read64(at, into),
    });
    expect(() => new BareMachine({ wrapMmio: deaf })).toThrow('did not finish: setting the root table');
  });

  test.each([
    [39, undefined, 3],
    [48, undefined, 4],
    [48, 3, 3],
  ] as const)('walks the depth the unit has (%i bits, asked %s → %i levels)', (addressWidth, levels, used) => {
    const bare = new BareMachine({ addressWidth, ...(levels === undefined ? {} : { levels }) });
    expect(bare.driver.levels).toBe(used);
    const iova = bare.driver.dmaMap(bare.device, BUFFER + 5, 10, 'bidirectional');
    expect(bare.dma(iova)).toBe(BUFFER + 5);
  });
});

describe('devices', () => {
  test('are blocked until they are attached, and again when they are detached', () => {
    const bare = new BareMachine();
    const other = sourceId(3, 0, 1);
    expect(bare.dma(0x1000, false, other)).toBe(-1);
    const device = bare.driver.attach(other);
    const iova = bare.driver.dmaMap(device, BUFFER, 100, 'to-device');
    expect(bare.dma(iova, false, other)).toBe(BUFFER);
    expect(bare.driver.detach(device)).toBe(1);
    expect(bare.dma(iova, false, other)).toBe(NOT_PRESENT_CONTEXT);
    expect(bare.driver.counters.liveMappings).toBe(0);
  });

  test('have domains of their own unless they share one; no domain has id 0', () => {
    const bare = new BareMachine({ cachingMode: true });
    const own = bare.driver.attach(sourceId(0, 5, 0));
    const shared = bare.driver.attach(sourceId(0, 6, 0), bare.device);
    const iova = bare.driver.dmaMap(bare.device, BUFFER, 100, 'to-device');
    expect(bare.dma(iova, false, own.sourceId)).toBeLessThan(0);
    expect(bare.dma(iova, false, shared.sourceId)).toBe(BUFFER);
    expect([bare.device.domainId, own.domainId, shared.domainId]).toEqual([1, 2, 1]);
    expect(bare.driver.detach(bare.device)).toBe(0);
    expect(bare.dma(iova, false, shared.sourceId)).toBe(BUFFER);
  });

  test('are made known by a context invalidation in caching mode only', () => {
    for (const cachingMode of [false, true]) {
      const bare = new BareMachine({ cachingMode });
      const before = bare.count('context-invalidated');
      bare.driver.attach(sourceId(0, 5, 0));
      expect(bare.count('context-invalidated') - before).toBe(cachingMode ? 1 : 0);
    }
  });

  test('cannot be attached or detached twice', () => {
    const bare = new BareMachine();
    expect(() => bare.driver.attach(bare.device.sourceId)).toThrow('attached already');
    bare.driver.detach(bare.device);
    expect(() => bare.driver.detach(bare.device)).toThrow('not attached');
  });
});

describe('a mapping', () => {
  test.each([
    ['to-device', true, false],
    ['from-device', false, true],
    ['bidirectional', true, true],
  ] as const)('%s allows exactly that direction', (direction, mayRead, mayWrite) => {
    const bare = new BareMachine();
    const iova = bare.driver.dmaMap(bare.device, BUFFER + 0x123, 1500, direction);
    expect(bare.dma(iova, false)).toBe(mayRead ? BUFFER + 0x123 : -6);
    expect(bare.dma(iova, true)).toBe(mayWrite ? BUFFER + 0x123 : -5);
  });

  test('covers every page that its bytes touch and no more', () => {
    const bare = new BareMachine();
    const iova = bare.driver.dmaMap(bare.device, BUFFER + 4000, 4200, 'to-device');
    expect(bare.dma(iova + 4199)).toBe(BUFFER + 8199);
    expect(bare.dma(iova - 4000 + 12_287)).toBe(BUFFER + 12_287);
    expect(bare.dma(iova - 4000 + 12_288)).toBe(-6);
  });

  test('that cannot be made is refused with the reason, and nothing changes', () => {
    const bare = new BareMachine({ tableFrames: 4 });
    for (const [gpa, length] of [
      [BUFFER, 0],
      [-4096, 10],
      [BUFFER, Number.NaN],
      [2 ** 52 - 1, 2],
    ] as const)
      expect(bare.driver.dmaMap(bare.device, gpa, length, 'to-device')).toBe(BAD_RANGE);
    const answer = bare.driver.dmaMap(bare.device, BUFFER, 100, 'to-device');
    expect(answer).toBe(NO_TABLE_FRAME);
    expect(isMapFailure(answer)).toBe(true);
    expect(bare.device.domain.iovas.pagesInUse).toBe(0);
    expect(bare.driver.counters.failedMaps).toBe(5);
  });

  test('that is not there cannot be unmapped, and a wrong length leaves it in place', () => {
    const bare = new BareMachine();
    const iova = bare.driver.dmaMap(bare.device, BUFFER, 5000, 'to-device');
    const before = bare.tracer.sequence;
    expect(bare.driver.dmaUnmap(bare.device, 0x1000 as Iova, 10)).toBe('not-mapped');
    expect(bare.driver.dmaUnmap(bare.device, (iova + 4096) as Iova, 900)).toBe('not-mapped');
    expect(bare.driver.dmaUnmap(bare.device, iova, 100)).toBe('length-differs');
    expect(bare.tracer.sequence).toBe(before);
    expect(bare.dma(iova + 4999)).toBe(BUFFER + 4999);
    expect(bare.driver.dmaUnmap(bare.device, iova, 5000)).toBe('unmapped');
    expect(bare.driver.dmaUnmap(bare.device, iova, 5000)).toBe('not-mapped');
    expect(bare.driver.counters.refusedUnmaps).toBe(4);
  });

  test('of a scatter list is one range under strict and one per segment under optimistic', () => {
    for (const [strategy, mappings] of [
      ['strict', 1],
      ['optimistic', 3],
    ] as const) {
      const bare = new BareMachine({ strategy });
      const gpas = [BUFFER + 100, BUFFER + 0x9000, BUFFER + 0x5ff0];
      const lengths = [500, 4096, 100];
      const iovas = new Float64Array(3);
      expect(bare.driver.dmaMapList(bare.device, gpas, lengths, 3, 'to-device', iovas)).toBe(3);
      for (let i = 0; i < 3; i++) expect(bare.dma(iovas[i]! + lengths[i]! - 1)).toBe(gpas[i]! + lengths[i]! - 1);
      expect(bare.driver.counters.liveMappings).toBe(mappings);
      if (strategy === 'strict') expect([iovas[1]! - iovas[0]!, iovas[2]! - iovas[1]!]).toEqual([3996, 8176]);
      expect(bare.driver.dmaUnmapList(bare.device, iovas, [500, 4096, 9000], 3)).not.toBe('unmapped');
      expect(bare.driver.counters.liveMappings).toBe(mappings);
      expect(bare.driver.dmaUnmapList(bare.device, iovas, lengths, 3)).toBe('unmapped');
      expect(bare.driver.counters.liveMappings).toBe(0);
    }
  });

  test('uses large leaves only when told to, and through the whole life of the mapping', () => {
    const bare = new BareMachine({ strategy: 'deferred' });
    const pair = () => {
      const before = bare.count('entry-written');
      const iova = bare.driver.dmaMap(bare.device, BUFFER, 0x20_0000, 'to-device');
      expect(bare.dma(iova + 0x1f_ffff)).toBe(BUFFER + 0x1f_ffff);
      expect(bare.driver.dmaUnmap(bare.device, iova, 0x20_0000)).toBe('unmapped');
      bare.driver.drain();
      expect(bare.reaches(iova + 0x1000)).toBe(false);
      return bare.count('entry-written') - before;
    };
    expect(pair()).toBeGreaterThanOrEqual(512);
    bare.driver.adjust({ largePages: true });
    expect(pair()).toBeLessThan(4);
    // A table that ran empty gives way to a large leaf, and a new one is made below it afterwards.
    const small = bare.driver.dmaMap(bare.device, BUFFER, 4096, 'to-device');
    bare.driver.dmaUnmap(bare.device, small, 4096);
    bare.driver.drain();
    pair();
    const again = bare.driver.dmaMap(bare.device, BUFFER + 0x3000, 4096, 'to-device');
    expect(bare.dma(again)).toBe(BUFFER + 0x3000);
  });

  test('is known by its state while it lives and waits', () => {
    const bare = new BareMachine({ strategy: 'optimistic' });
    const iova = bare.driver.dmaMap(bare.device, BUFFER, 3 * 4096, 'to-device');
    const stateOf = (address: number) => bare.driver.views.stateOfPage(bare.device.domain, Math.floor(address / 4096));
    expect([stateOf(iova), stateOf(iova + 0x2000), stateOf(iova + 0x3000), stateOf(0)]).toEqual([1, 1, 0, 0]);
    bare.driver.dmaUnmap(bare.device, iova, 3 * 4096);
    expect(stateOf(iova + 0x2000)).toBe(2);
  });
});

describe('tables', () => {
  test('that ran empty are freed on demand', () => {
    const bare = new BareMachine();
    const before = bare.frames.inUse;
    const iova = bare.driver.dmaMap(bare.device, BUFFER, 4096, 'to-device');
    bare.driver.dmaUnmap(bare.device, iova, 4096);
    expect(bare.frames.inUse).toBe(before + 3);
    bare.driver.reclaimTables();
    expect(bare.frames.inUse).toBe(before);
    expect(bare.dma(bare.driver.dmaMap(bare.device, BUFFER, 4096, 'to-device'))).toBe(BUFFER);
  });
});
