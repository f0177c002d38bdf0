import * as fc from 'fast-check';
import { sourceId, type Iova } from '../../src/bus/addresses.ts';
import { PhysicalMemory } from '../../src/bus/physical-memory.ts';
import { FrameAllocator } from '../../src/bus/frame-allocator.ts';
import { CpuCore } from '../../src/clock/cpu-core.ts';
import { ACT_COUNT } from '../../src/config/acts.ts';
import { NO_CACHES } from '../../src/config/unit-config.ts';
import { Emulation } from '../../src/hypervisor/emulation.ts';
import { FaultReflection } from '../../src/hypervisor/fault-reflection.ts';
import { GuestMemory } from '../../src/hypervisor/guest-memory.ts';
import { HostFrames } from '../../src/hypervisor/host-frames.ts';
import { PhysicalUnit } from '../../src/hypervisor/physical-unit.ts';
import { PinnedPages } from '../../src/hypervisor/pinned-pages.ts';
import { SamecorePort } from '../../src/hypervisor/samecore.ts';
import { Scheduler } from '../../src/clock/scheduler.ts';
import { duration } from '../../src/clock/time.ts';
import {
  contextCommandHigh,
  contextCommandLow,
  invalidateAddressLow,
  iotlbCommandHigh,
} from '../../src/spec/invalidation.ts';
import { GCMD_SRTP, GCMD_TE } from '../../src/spec/register-bits.ts';
import { OFFSET } from '../../src/spec/registers.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import { RemappingUnit } from '../../src/vtd/remapping-unit.ts';

const GIB = 2 ** 30;
/** Guest memory: 16 page frames, so that random pointers often meet a table, and often miss memory. */
const FRAMES = 16;
const GUEST_START = GIB;
const LEAF_CAP = 400;
const SOURCE = sourceId(0, 1, 0);

const address = fc.oneof(
  { weight: 16, arbitrary: fc.integer({ min: 2, max: 6 }).map((frame) => frame * 4096) },
  { weight: 4, arbitrary: fc.nat(FRAMES - 1).map((frame) => frame * 4096) },
  { weight: 1, arbitrary: fc.constantFrom(FRAMES * 4096, 0x20_0000, 0x4000_0000, 2 ** 40, 2 ** 51) },
);
const entry = fc.record({
  frame: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 2, max: 6 }) },
    { weight: 1, arbitrary: fc.nat(FRAMES - 1) },
  ),
  /** Dense at the start and the end, so that walks of few IOVAs meet them. */
  index: fc.oneof(
    { weight: 8, arbitrary: fc.nat(2) },
    { weight: 1, arbitrary: fc.constant(511) },
    { weight: 1, arbitrary: fc.nat(511) },
  ),
  target: address,
  flags: fc.constantFrom(0, 1, 2, 3, 3, 3, 3, 0x83, 0x803, 0x81),
});
const context = fc.record({
  table: address,
  present: fc.boolean(),
  type: fc.constantFrom(0, 0, 0, 0, 1, 2, 3),
  width: fc.constantFrom(1, 2, 2, 0, 7),
  domainId: fc.constantFrom(1, 2, 0xffff),
});
export const hostileStep = fc.oneof(
  { weight: 20, arbitrary: fc.record({ kind: fc.constant('entry' as const), entry }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fill' as const), entry }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('context' as const), context }) },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('invalidate' as const),
      granularity: fc.constantFrom(0, 1, 2, 3, 3, 3),
      domainId: fc.constantFrom(1, 1, 1, 2, 0xffff),
      address: fc.constantFrom(0, 0, 0x1000, 0x20_0000, 2 ** 30, 2 ** 47, 2 ** 48 - 4096),
      mask: fc.constantFrom(0, 1, 9, 18, 63),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('context-invalidate' as const), granularity: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('root' as const), address, enable: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('write' as const), offset: fc.nat(0x240), value: fc.nat(0xffff_ffff) }),
  },
);
export type HostileStep = typeof hostileStep extends fc.Arbitrary<infer Value> ? Value : never;

/** A guest that writes whatever it likes where its unit looks, and the two units: the guest's own, and the physical one. */
export class HostileGuest {
  readonly emulation: Emulation;
  readonly pins: PinnedPages;
  readonly memory: GuestMemory;
  readonly physical: RemappingUnit;
  private readonly scheduler = new Scheduler();
  private readonly port: SamecorePort;
  private readonly root = 0;
  private readonly contexts = 4096;
  private reflection: FaultReflection | undefined = undefined;

  constructor() {
    const tracer = new Tracer(this.scheduler, 16);
    const host = new PhysicalMemory(2 * GIB);
    const frames = new FrameAllocator(0x10_0000, GIB);
    this.memory = new GuestMemory(new HostFrames(host), GUEST_START, FRAMES * 4096, tracer);
    const { memory } = this;
    this.pins = new PinnedPages(memory.frames, tracer);
    const { pins } = this;
    this.physical = new RemappingUnit({
      config: { addressWidth: 48, cachingMode: false, caches: NO_CACHES },
      memory: host,
      tracer,
      interrupts: { message: () => this.reflection?.message() },
    });
    const core = new CpuCore('guest', this.scheduler, new Float64Array(ACT_COUNT));
    const tables = { memory: host, frames, tracer };
    const interrupts = { message: (): void => {} };
    const devices = [SOURCE];
    this.emulation = new Emulation({
      memory,
      addressWidth: 48,
      host: tables,
      pins,
      tracer,
      interrupts,
      devices,
      leafCap: LEAF_CAP,
    });
    const unit = new PhysicalUnit(this.physical);
    this.port = new SamecorePort(core, this.emulation, unit, pins, tracer);
    this.emulation.conductor = this.port;
    this.reflection = new FaultReflection(this.scheduler, duration(1), unit, this.emulation);
    unit.start(this.emulation.devices.contexts.rootAddress);
    // A sound start: bus 0 has a context table, the device a table of four levels.
    this.makeSound();
  }

  perform(step: HostileStep): void {
    switch (step.kind) {
      case 'entry':
        this.write(step.entry.frame, step.entry.index, step.entry.target, step.entry.flags);
        break;
      case 'fill':
        for (let index = 0; index < 512; index++) {
          this.write(step.entry.frame, index, step.entry.target, step.entry.flags);
        }
        break;
      case 'context':
        this.setContext(step.context);
        break;
      case 'invalidate': {
        const { address: at, mask, granularity, domainId } = step;
        this.port.write64(OFFSET.IVA, invalidateAddressLow(at, mask, false), Math.floor(at / 2 ** 32));
        this.port.write64(OFFSET.IOTLB, 0, iotlbCommandHigh(granularity, domainId));
        break;
      }
      case 'context-invalidate':
        this.port.write64(OFFSET.CCMD, contextCommandLow(1, SOURCE), contextCommandHigh(step.granularity));
        break;
      case 'root':
        this.setRoot(step.address, step.enable);
        break;
      case 'write':
        this.port.write32(step.offset - (step.offset % 4), step.value);
        break;
    }
    this.scheduler.runUntil(this.scheduler.nextTime < Number.MAX_SAFE_INTEGER ? this.scheduler.nextTime : (0 as never));
  }

  /** Whatever root and registers were set to, the first device table is in force again. */
  makeSound(): void {
    this.memory.write32(this.root, this.contexts + 1);
    this.memory.write32(this.root + 4, 0);
    this.setContext({ table: 8192, present: true, type: 0, width: 2, domainId: 1 });
    this.setRoot(this.root, true);
  }

  /** Invalidates everything, so that nothing is outstanding. */
  invalidateAll(): void {
    this.port.write64(OFFSET.CCMD, 0, contextCommandHigh(1));
    this.port.write64(OFFSET.IOTLB, 0, iotlbCommandHigh(1));
  }

  get isEnabled(): boolean {
    return this.emulation.isEnabled;
  }

  /** What the guest's own unit would say: GPA or minus the reason. */
  asHardware(iova: number, isWrite: boolean): number {
    return this.emulation.unit.translate(SOURCE, iova as Iova, isWrite);
  }

  /** What DMA really reaches: HPA or minus the reason. */
  dma(iova: number, isWrite: boolean): number {
    return this.physical.translate(SOURCE, iova as Iova, isWrite);
  }

  /** GPA of an HPA, -1 when it is not the guest's. */
  gpaOf(hpa: number): number {
    const frame = this.memory.guestFrame(Math.floor(hpa / 4096));
    return frame < 0 ? -1 : frame * 4096 + (hpa % 4096);
  }

  private setRoot(at: number, enable: boolean): void {
    this.port.write64(OFFSET.RTADDR, at % 2 ** 32, Math.floor(at / 2 ** 32));
    this.port.write32(OFFSET.GCMD, GCMD_SRTP + (enable ? GCMD_TE : 0));
  }

  private setContext(to: { table: number; present: boolean; type: number; width: number; domainId: number }): void {
    const at = this.contexts + 8 * 16;
    this.memory.write32(at, ((to.table % 2 ** 32) + to.type * 4 + (to.present ? 1 : 0)) % 2 ** 32);
    this.memory.write32(at + 4, Math.floor(to.table / 2 ** 32));
    this.memory.write32(at + 8, to.width + to.domainId * 256);
    this.memory.write32(at + 12, 0);
  }

  private write(frame: number, index: number, target: number, flags: number): void {
    const at = frame * 4096 + index * 8;
    this.memory.write32(at, (target % 2 ** 32) + flags);
    this.memory.write32(at + 4, Math.floor(target / 2 ** 32));
  }
}

const PROBES = [0, 1, 512, 513, 512 ** 2, 512 ** 3, 512 ** 2 + 1, 512 ** 3 + 513, 511, 512 ** 4 - 1].map(
  (page) => page * 4096,
);

/** Runs a hostile program and says what went wrong, if anything did. */
export function hostileProblem(steps: readonly HostileStep[]): string | undefined {
  const guest = new HostileGuest();
  for (let page = 2; page < 5; page++) chain(guest, page);
  const { emulation } = guest;
  for (const step of steps) {
    guest.perform(step);
    if (emulation.sync.leaves > LEAF_CAP) return `${emulation.sync.leaves} leaves`;
    for (const iova of PROBES) {
      const hpa = guest.dma(iova, true);
      if (hpa >= 0 && guest.gpaOf(hpa) < 0) return `DMA to ${iova} reached ${hpa}`;
    }
  }
  const problem = shadowProblem(guest);
  if (problem !== undefined) return problem;
  guest.makeSound();
  return shadowProblem(guest);
}

/** One entry of a table that leads on: something to be changed later. */
function chain(guest: HostileGuest, frame: number): void {
  guest.perform({ kind: 'entry', entry: { frame, index: 0, target: (frame + 1) * 4096, flags: 3 } });
}

/** After everything was invalidated: pins, leaves, and what DMA reaches against what the guest's unit says. */
function shadowProblem(guest: HostileGuest): string | undefined {
  const { emulation, pins } = guest;
  const { leftOut } = emulation.sync;
  guest.invalidateAll();
  const named = Array.from({ length: FRAMES }, () => 0);
  for (const { table } of emulation.devices.shadows) {
    table.forEachLeaf(0, 2 ** 36, (_page, hpa) => {
      named[guest.memory.guestFrame(hpa / 4096)]! += 1;
    });
  }
  const leaves = named.reduce((sum, count) => sum + count, 0);
  if (leaves !== emulation.sync.leaves) return `${leaves} leaves found, ${emulation.sync.leaves} counted`;
  const whole = pins.pinned === FRAMES ? pins.countOf(0) - named[0]! : 0;
  const wrong = named.findIndex((count, frame) => pins.countOf(frame) !== count + whole);
  if (wrong >= 0) return `frame ${wrong} is pinned ${pins.countOf(wrong)} times, named ${named[wrong]} times`;
  if (!guest.isEnabled || emulation.sync.leftOut > leftOut) return undefined;
  for (const iova of PROBES) {
    for (const isWrite of [false, true]) {
      const wanted = guest.asHardware(iova, isWrite);
      const reached = guest.dma(iova, isWrite);
      const isRam = wanted >= 0 && guest.memory.contains(wanted - (wanted % 4096), 4096);
      if (reached < 0 ? isRam : guest.gpaOf(reached) !== wanted) {
        return `${isWrite ? 'write' : 'read'} ${iova}: hardware ${wanted}, here ${reached} (GPA ${guest.gpaOf(reached)})`;
      }
    }
  }
  return undefined;
}
