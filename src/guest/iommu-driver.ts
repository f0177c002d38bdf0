import { and, highHalf, lowHalf } from '../base/bits.ts';
import type { Iova, SourceId } from '../bus/addresses.ts';
import type { Time } from '../clock/time.ts';
import { ASYNC_NEEDS_QUEUE, STRATEGIES, type InvalidationInterface, type Strategy } from '../config/identifiers.ts';
import { GCMD_SRTP, GCMD_TE, GSTS_RTPS, GSTS_TES } from '../spec/register-bits.ts';
import { OFFSET } from '../spec/registers.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Capabilities } from '../spec/capability.ts';
import type { DmaDirection } from './dma-direction.ts';
import { DmaMapper } from './dma-mapper.ts';
import { DomainDirectory, type AttachedDevice } from './domain-directory.ts';
import type { Domain } from './domain.ts';
import { DriverCounters } from './driver-counters.ts';
import {
  DEFAULT_TUNABLES,
  IommuDriverError,
  type DriverTunables,
  type IommuDriverOptions,
  type IommuDriverPorts,
} from './driver-options.ts';
import { DriverViews } from './driver-views.ts';
import type { InvalidationRequester } from './invalidation-requester.ts';
import { MappingOperations } from './mapping-operations.ts';
import type { UnmapOutcome } from './mapping-outcome.ts';
import { MappingTable } from './mapping-table.ts';
import { probe } from './probe.ts';
import { QueuedInvalidation } from './queued-invalidation.ts';
import { RangeInvalidation } from './range-invalidation.ts';
import { RegisterInvalidation } from './register-invalidation.ts';
import { RootContextTables } from './root-context.ts';
import { StrategySet } from './strategy-set.ts';
import { UnitRegisters } from './unit-registers.ts';

export type { AttachedDevice } from './domain-directory.ts';

/**
 * The guest's driver for a VT-d IOMMU together with its DMA mapping layer (Linux `drivers/iommu/intel/iommu.c` and
 * `dma-iommu.c`). It sees registers, memory and a core that it pays with, and cannot tell hardware from an emulator.
 *
 * Plain synchronous code: while it pays for an act, devices and timers go on, but nothing else of the guest runs.
 */
export class IommuDriver {
  readonly capabilities: Capabilities;
  /** Depth of the second-level tables. */
  readonly levels: 3 | 4;
  readonly counters = new DriverCounters();
  readonly views: DriverViews;
  /** Address of the root table. */
  readonly rootAddress: number;
  private readonly ports: IommuDriverPorts;
  private readonly registers: UnitRegisters;
  private readonly requester: InvalidationRequester;
  private readonly directory: DomainDirectory;
  private readonly mappings = new MappingTable();
  private readonly settings: DriverTunables;
  private readonly operations: MappingOperations;
  private readonly strategies: StrategySet;
  private readonly mapper: DmaMapper;

  /** Probes the unit and makes the driver's own structures. @throws IommuDriverError */
  constructor(ports: IommuDriverPorts, options: IommuDriverOptions) {
    const unit = probe(ports.mmio, options.invalidation, options.levels);
    const { capabilities } = unit;
    this.capabilities = capabilities;
    this.levels = unit.levels;
    this.ports = ports;
    this.settings = { ...DEFAULT_TUNABLES, ...options.tunables };
    this.registers = new UnitRegisters(ports.mmio, ports.core);
    const tables = new RootContextTables(ports.memory, ports.core, ports.frames, ports.tracer);
    this.rootAddress = tables.rootAddress;
    this.requester = this.makeRequester(options.invalidation);
    const invalidation = new RangeInvalidation(this.requester, capabilities, ports.tracer);
    this.directory = new DomainDirectory({
      capabilities,
      tables,
      requester: this.requester,
      invalidation,
      tablePorts: ports,
      tableShape: { levels: unit.levels, pages2M: capabilities.pages2M, pages1G: capabilities.pages1G },
    });
    this.operations = new MappingOperations({
      core: ports.core,
      tracer: ports.tracer,
      mappings: this.mappings,
      counters: this.counters,
      invalidation,
      cachingMode: capabilities.cachingMode,
      domains: this.directory.domains,
      tunables: this.settings,
    });
    this.strategies = new StrategySet(this.operations);
    this.views = new DriverViews(this.mappings, this.strategies, this.directory.domains, this.settings);
    this.mapper = new DmaMapper(this.operations, this.strategies);
    this.choose(options.strategy);
  }

  /** Hands the unit its tables (and queue), invalidates everything and turns translation on. @throws IommuDriverError */
  start(): void {
    const { registers } = this;
    if (and(registers.read32(OFFSET.GSTS), GSTS_TES) !== 0)
      registers.enable(GCMD_TE, GSTS_TES, false, 'turning translation off');
    if (this.requester instanceof QueuedInvalidation) this.requester.start();
    registers.write64(OFFSET.RTADDR, lowHalf(this.rootAddress), highHalf(this.rootAddress));
    registers.command(GCMD_SRTP, GSTS_RTPS, 'setting the root table');
    this.directory.invalidateEverything();
    registers.enable(GCMD_TE, GSTS_TES, true, 'turning translation on');
  }

  /** The strategy in force. */
  get strategy(): Strategy {
    return this.mapper.current.name;
  }

  /** What is in force of the adjustable values. */
  get tunables(): DriverTunables {
    return this.settings;
  }

  /** Why a strategy cannot be chosen here, in words; undefined when it can. */
  strategyUnavailable(name: Strategy): string | undefined {
    if (name === 'async' && !this.requester.canPost) return ASYNC_NEEDS_QUEUE;
    if (name === 'passthrough' && !this.capabilities.passThrough)
      return 'the unit has no pass-through translation type (ECAP.PT = 0)';
    return undefined;
  }

  /**
   * Puts another strategy in force. Live mappings keep working and are unmapped later under the new one; what waits for a
   * flush, a completion or a teardown is ended first, so that the new strategy's protection holds when this returns.
   *
   * To and from `passthrough` the context entries change type and addresses change their meaning: device drivers should
   * unmap what their devices hold before and map it again after. What they do not unmap stays known and can be unmapped
   * later; a translated mapping works again once pass-through ends.
   * @throws IommuDriverError when it is unavailable.
   */
  switchStrategy(name: Strategy): void {
    if (name === this.mapper.current.name) return;
    this.mapper.current.drain();
    this.choose(name);
    this.ports.tracer.emit(EVENT['strategy-switched'], 0, STRATEGIES.indexOf(name));
  }

  /** Adjusts tunables; they hold from the next visit on. */
  adjust(change: Partial<DriverTunables>): void {
    Object.assign(this.settings, change);
  }

  /** Lets a device translate: in a domain of its own, or in that of `sharing`. @throws IommuDriverError */
  attach(sourceId: SourceId, sharing?: AttachedDevice): AttachedDevice {
    return this.directory.attach(sourceId, sharing?.domain);
  }

  /**
   * Blocks a device. The last one of a domain takes the domain with it, mappings and all.
   * @returns how many mappings were still live then: the device's driver has leaked them.
   */
  detach(device: AttachedDevice): number {
    this.mapper.current.drain();
    const domain = this.directory.detach(device);
    if (domain === undefined) return 0;
    const leaked = this.forgetMappings(domain);
    this.directory.remove(domain);
    return leaked;
  }

  /**
   * Maps `length` bytes at `gpa` for a device: whole pages, exactly the permissions the direction needs.
   * @returns the IOVA of the first byte (offset in the page kept), or a negative failure (`isMapFailure`).
   */
  dmaMap(device: AttachedDevice, gpa: number, length: number, direction: DmaDirection): Iova {
    return this.mapper.map(device, gpa, length, direction);
  }

  /** Ends one use of a mapping: `iova` as `dmaMap` gave it, and the same number of bytes. */
  dmaUnmap(device: AttachedDevice, iova: Iova, length: number): UnmapOutcome {
    return this.mapper.unmap(device, iova, length);
  }

  /**
   * Maps a scatter list. Under strict, deferred and async it becomes one range of IOVA, as Linux `dma_map_sg` does it;
   * under shared and optimistic each segment is a mapping of its own, so that it can be used again. Fills `iovas` with
   * the IOVA of each segment's first byte.
   * @returns `count`, or a negative failure after which nothing is mapped.
   */
  dmaMapList(
    device: AttachedDevice,
    gpas: ArrayLike<number>,
    lengths: ArrayLike<number>,
    count: number,
    direction: DmaDirection,
    iovas: Float64Array,
  ): number {
    return this.mapper.mapList(device, { gpas, lengths, count }, direction, iovas);
  }

  /** Ends what one `dmaMapList` mapped; give it the same segments. Checked first: a refusal has changed nothing. */
  dmaUnmapList(
    device: AttachedDevice,
    iovas: ArrayLike<number>,
    lengths: ArrayLike<number>,
    count: number,
  ): UnmapOutcome {
    return this.mapper.unmapList(device, iovas, lengths, count);
  }

  /** When the driver next wants a timer interrupt (whose handler calls `visit`); `NEVER` when it does not. */
  get nextDeadline(): Time {
    return this.mapper.current.nextDeadline;
  }

  /** Does what is due. The guest OS calls it at interrupts and timers; maps and unmaps do so themselves. */
  visit(now: Time): void {
    this.mapper.current.visit(now);
  }

  /** Ends everything that waits for a flush, a completion or a teardown. */
  drain(): void {
    this.mapper.current.drain();
  }

  /** Unlinks the emptied second-level tables and frees their frames. Waiting mappings are drained first. */
  reclaimTables(): void {
    this.mapper.reclaimTables();
  }

  private choose(name: Strategy): void {
    const reason = this.strategyUnavailable(name);
    if (reason !== undefined) throw new IommuDriverError(`strategy ${name} is not available: ${reason}`);
    this.directory.setPassThrough(name === 'passthrough');
    this.mapper.current = this.strategies.byName(name);
  }

  private makeRequester(invalidation: InvalidationInterface): InvalidationRequester {
    if (invalidation === 'register') return new RegisterInvalidation(this.registers, this.capabilities);
    const { memory, core, frames } = this.ports;
    const queue = frames.allocate();
    const status = frames.allocate();
    if (queue === undefined || status === undefined)
      throw new IommuDriverError('no page frame left for the invalidation queue');
    return new QueuedInvalidation(this.registers, memory, core, queue, status);
  }

  /** Ends the mapping objects of a domain that no device reaches any more. @returns how many were live. */
  private forgetMappings(domain: Domain): number {
    const { mappings } = this;
    let live = 0;
    mappings.forEach((m) => {
      if (mappings.domain[m] !== domain.slot) return;
      live += 1;
      if (mappings.untranslated[m] === 1) this.counters.untranslatedUses -= mappings.references[m]!;
      else this.counters.noLongerLive(mappings.pages[m]!);
      mappings.remove(m);
    });
    return live;
  }
}
