import { and } from '../base/bits.ts';
import { PAGE_SIZE, type Iova, type SourceId } from '../bus/addresses.ts';
import type { InterruptPort, Word64 } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { ACT } from '../config/acts.ts';
import { NO_CACHES } from '../config/unit-config.ts';
import { buildCapabilities, decodeCapabilities, MAX_ADDRESS_MASK } from '../spec/capability.ts';
import {
  CONTEXT_DEVICE,
  CONTEXT_DOMAIN,
  CONTEXT_GLOBAL,
  IOTLB_DOMAIN,
  IOTLB_GLOBAL,
  IOTLB_PAGES,
  comparedSourceBits,
} from '../spec/invalidation.ts';
import { GCMD_SRTP, GSTS_QIES, GSTS_TES } from '../spec/register-bits.ts';
import { OFFSET } from '../spec/registers.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { InvalidationTarget } from '../vtd/invalidate.ts';
import { RemappingUnit } from '../vtd/remapping-unit.ts';
import { AssignedDevices } from './assigned-devices.ts';
import { GuestTables } from './guest-tables.ts';
import type { GuestMemory } from './guest-memory.ts';
import type { PinnedPages } from './pinned-pages.ts';
import { QuietTracer } from './quiet-tracer.ts';
import { ShadowSync, type Shadow } from './shadow-sync.ts';
import type { HostTablePorts } from './shadow-table.ts';
import { ShadowWork } from './shadow-work.ts';

/** What the emulated unit says that the machine's tracer hears too. */
const PASSED_ON = [EVENT['register-written'], EVENT['invalidation-completed'], EVENT['fault-recorded']];

/** Carries out what a change of the shadow leaves to be done, at its own pace. */
export interface Conductor {
  /** The core that pays for the emulation. */
  readonly core: CpuCore;
  /** Commands the physical unit, then finishes the work and, if that was later than this call, resumes the emulation. */
  complete(work: ShadowWork): void;
  /** Whether the latest work is still under way. */
  readonly isWorking: boolean;
}

export interface EmulationParts {
  readonly memory: GuestMemory;
  readonly addressWidth: 39 | 48;
  /** Host memory and the hypervisor's page frames. */
  readonly host: HostTablePorts;
  readonly pins: PinnedPages;
  readonly tracer: Tracer;
  /** Takes the messages of the emulated unit. */
  readonly interrupts: InterruptPort;
  /** The devices that the guest was given. */
  readonly devices: readonly SourceId[];
  /** Most leaves of all shadow tables. */
  readonly leafCap: number;
}

/**
 * The IOMMU that a guest sees: the register and invalidation half of a remapping unit, with caching mode on, over guest
 * memory. Whatever the guest invalidates is looked at again in its tables, and the shadow tables that the physical unit
 * walks are brought up to date. The physical unit has no caching mode: it is told only when a present entry changed.
 */
export class Emulation implements InvalidationTarget {
  /** The emulated unit. */
  readonly unit: RemappingUnit;
  readonly devices: AssignedDevices;
  readonly sync: ShadowSync;
  /** Invalidation requests of the guest that were carried out. */
  invalidations = 0;
  /** Who carries out the work; set before the guest starts. */
  conductor: Conductor | undefined = undefined;
  /** Who pays for pages brought back while the emulation is at work on another core than the guest's. */
  payer: CpuCore | undefined = undefined;
  private readonly parts: EmulationParts;
  private readonly tables: GuestTables;
  private wasEnabled = false;

  constructor(parts: EmulationParts) {
    const { memory, addressWidth, tracer, interrupts, pins, leafCap } = parts;
    const config = { addressWidth, cachingMode: true, caches: NO_CACHES } as const;
    const { sagaw } = decodeCapabilities(buildCapabilities(config));
    this.parts = parts;
    this.unit = new RemappingUnit({
      config,
      memory,
      tracer: new QuietTracer(tracer, PASSED_ON),
      interrupts,
      invalidationTarget: this,
    });
    this.tables = new GuestTables(memory, addressWidth, sagaw);
    this.sync = new ShadowSync({ memory, tables: this.tables, pins, tracer, leafCap });
    this.devices = new AssignedDevices({ ...parts, tables: this.tables, sync: this.sync });
  }

  get isWorking(): boolean {
    return this.conductor?.isWorking === true;
  }

  read32(offset: number): number {
    return this.unit.read32(offset);
  }

  read64(offset: number, into: Word64): void {
    this.unit.read64(offset, into);
  }

  /** A write of the guest takes effect. */
  write32(offset: number, value: number): void {
    this.unit.write32(offset, value);
    this.afterWrite(offset, value);
  }

  write64(offset: number, low: number, high: number): void {
    this.unit.write64(offset, low, high);
    this.afterWrite(offset, low);
  }

  invalidateContext(granularity: number, _domainId: number, sourceId: number, functionMask: number): number {
    if (granularity !== CONTEXT_GLOBAL && granularity !== CONTEXT_DOMAIN && granularity !== CONTEXT_DEVICE) return 0;
    const { conductor } = this;
    if (conductor === undefined) return granularity;
    this.begin(conductor);
    const work = new ShadowWork();
    const compared = granularity === CONTEXT_DEVICE ? comparedSourceBits(functionMask) : 0;
    // A domain-selective one means devices that are in the domain, or were not present before: any may have joined it.
    this.devices.reread(conductor.core, work, (source) => and(source, compared) === and(sourceId, compared));
    conductor.complete(work);
    return granularity;
  }

  invalidateIotlb(granularity: number, domainId: number, address: number, addressMask: number): number {
    const isPages = granularity === IOTLB_PAGES && addressMask <= MAX_ADDRESS_MASK;
    if (!isPages && granularity !== IOTLB_DOMAIN && granularity !== IOTLB_GLOBAL) return 0;
    const { conductor } = this;
    if (conductor === undefined) return granularity;
    this.begin(conductor);
    const work = new ShadowWork();
    let looked = false;
    for (const shadow of this.devices.shadows) {
      if (granularity !== IOTLB_GLOBAL && shadow.guest.domainId !== domainId) continue;
      looked = true;
      if (isPages) this.syncPages(shadow, address, addressMask, work, conductor.core);
      else this.syncAll(shadow, work, conductor.core);
    }
    if (!looked) conductor.core.charge(ACT['guest-table-read']);
    conductor.complete(work);
    return granularity;
  }

  /** What an asynchronous conductor was asked for is done: the guest may see it. */
  resume(): void {
    this.unit.resume();
  }

  /** Whether the guest has turned translation on. */
  get isEnabled(): boolean {
    return this.unit.registers.has(OFFSET.GSTS, GSTS_TES);
  }

  private begin(conductor: Conductor): void {
    this.invalidations += 1;
    if (this.unit.registers.has(OFFSET.GSTS, GSTS_QIES)) conductor.core.charge(ACT['descriptor-fetch']);
  }

  private syncPages(shadow: Shadow, address: number, addressMask: number, work: ShadowWork, core: CpuCore): void {
    const pages = 2 ** addressMask;
    const first = Math.floor(address / PAGE_SIZE / pages) * pages;
    if (!this.sync.range(shadow, first, pages, core, work)) return;
    const { domainId } = shadow.table;
    work.commands.push({ kind: 'pages', domainId, address: first * PAGE_SIZE, addressMask });
  }

  private syncAll(shadow: Shadow, work: ShadowWork, core: CpuCore): void {
    const { domainId } = shadow.table;
    const pages = 2 ** (9 * shadow.table.levels);
    if (this.sync.range(shadow, 0, pages, core, work)) work.commands.push({ kind: 'domain', domainId });
  }

  /** Commands that are no invalidation: the root table, and translation on and off. */
  private afterWrite(offset: number, value: number): void {
    const { conductor } = this;
    if (offset !== OFFSET.GCMD || conductor === undefined) return;
    const { registers } = this.unit;
    if (and(value, GCMD_SRTP) !== 0) {
      this.tables.setRoot(registers.get(OFFSET.RTADDR), registers.get(OFFSET.RTADDR + 4));
    }
    const isSwitched = this.isEnabled !== this.wasEnabled;
    if (!isSwitched && and(value, GCMD_SRTP) === 0) return;
    this.wasEnabled = this.isEnabled;
    const work = new ShadowWork();
    this.devices.setTranslation(this.isEnabled);
    this.devices.reread(conductor.core, work, () => true);
    conductor.complete(work);
  }

  /**
   * A device of this guest was blocked by the physical unit: the guest's own unit reports it as it would have found it in
   * the guest's tables. @returns false when that unit translates nothing.
   */
  reflect(source: SourceId, iova: number, isWrite: boolean, reason: number): boolean {
    if (!this.isEnabled || !this.devices.has(source)) return false;
    const { unit } = this;
    const { memory } = this.parts;
    const { onSwapIn } = memory;
    memory.onSwapIn = undefined;
    this.parts.tracer.emit(EVENT['fault-reflected'], iova, reason, 0, source);
    // A walk through the guest's tables records its own fault. Where these allow by now what the shadow does not (the
    // guest has not invalidated, or the shadow is full), the physical reason stands: that entry counts as cached.
    if (unit.translate(source, iova as Iova, isWrite) >= 0) {
      unit.faults.record(source, iova, isWrite, reason);
    }
    memory.onSwapIn = onSwapIn;
    return true;
  }
}
