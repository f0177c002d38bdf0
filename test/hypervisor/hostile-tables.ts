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
const LEAF_CAP = 3000;
const SOURCE = sourceId(0, 1, 0);

const address = fc.oneof(
  { weight: 8, arbitrary: fc.nat(FRAMES - 1).map((frame) => frame * 4096) },
  { weight: 1, arbitrary: fc.constantFrom(FRAMES * 4096, 0x20_0000, 0x4000_0000, 2 ** 40, 2 ** 51) },
);
const entry = fc.record({
  frame: fc.nat(FRAMES - 1),
  /** Dense at the start and the end, so that walks of few IOVAs meet them. */
  index: fc.oneof(fc.nat(3), fc.constant(511), fc.nat(511)),
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
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('entry' as const), entry }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fill' as const), entry }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('context' as const), context }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('invalidate' as const),
      granularity: fc.nat(3),
      domainId: fc.constantFrom(1, 2, 0xffff),
      address: fc.constantFrom(0, 0x1000, 0x20_0000, 2 ** 30, 2 ** 47, 2 ** 48 - 4096),
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
    memory.write32(this.root, this.contexts + 1);
    this.setContext({ table: 8192, present: true, type: 0, width: 2, domainId: 1 });
    this.setRoot(this.root, true);
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

const PROBES = [0, 0x1000, 0x2000, 0x3000, 0x1f_f000, 0x20_0000, 0x4000_0000, 0x80_0000_0000, 2 ** 48 - 4096];

/** Runs a hostile program and says what went wrong, if anything did. */
export function hostileProblem(steps: readonly HostileStep[]): string | undefined {
  const guest = new HostileGuest();
  const { emulation, pins } = guest;
  for (const step of steps) {
    guest.perform(step);
    if (emulation.sync.leaves > LEAF_CAP) return `${emulation.sync.leaves} leaves`;
    for (const iova of PROBES) {
      const hpa = guest.dma(iova, true);
      if (hpa >= 0 && guest.gpaOf(hpa) < 0) return `DMA to ${iova} reached ${hpa}`;
    }
  }
  guest.invalidateAll();
  let named = 0;
  for (const { table } of emulation.devices.shadows) {
    table.forEachLeaf(0, 2 ** 36, (_page, hpa) => {
      named += 1;
      if (pins.countOf(guest.memory.guestFrame(hpa / 4096)) === 0) named = Number.NaN;
    });
  }
  if (named !== emulation.sync.leaves)
    return `${named} leaves found, ${emulation.sync.leaves} counted, or one not pinned`;
  if (!guest.isEnabled || emulation.sync.leaves >= LEAF_CAP) return undefined;
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
