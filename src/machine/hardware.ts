import { PhysicalMemory } from '../bus/physical-memory.ts';
import { sourceId, type SourceId } from '../bus/addresses.ts';
import type { InterruptPort } from '../bus/ports.ts';
import type { Scheduler } from '../clock/scheduler.ts';
import { nanoseconds, PS_PER_NS } from '../clock/time.ts';
import type { CostModel } from '../config/cost-model.ts';
import {
  LINK_PARTNER_DEFAULTS,
  NIC_DEFAULTS,
  NVME_DEFAULTS,
  PCIE_3_X8,
  PCIE_5_X16,
  type DmaTimings,
} from '../config/device-config.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import { DmaEngine } from '../device/dma-engine.ts';
import { Link } from '../device/link.ts';
import { LinkPartner } from '../device/link-partner.ts';
import { Nic } from '../device/nic.ts';
import { Nvme } from '../device/nvme.ts';
import { Rogue } from '../device/rogue.ts';
import { Walkers } from '../device/walkers.ts';
import type { Tracer } from '../trace/tracer.ts';
import { RemappingUnit } from '../vtd/remapping-unit.ts';
import type { UnitTiming } from '../vtd/timing.ts';

/** Where the devices sit on the bus, as in the recordings: network at 00:01.0, NVMe at 00:02.0. */
export const NIC_SOURCE: SourceId = sourceId(0, 1, 0);
export const NVME_SOURCE: SourceId = sourceId(0, 2, 0);

/** What the NVMe device can deliver with all channels busy on 4 KiB reads, Gb/s. */
export const NVME_CAPACITY_GBPS =
  (NVME_DEFAULTS.channels * 4096 * 8) /
  (NVME_DEFAULTS.mediaLatency / PS_PER_NS + (4096 / NVME_DEFAULTS.channelBytesPerSecond) * 1e9);

/** Everything that is not software: memory, remapping unit, devices, wire. */
export interface Hardware {
  readonly memory: PhysicalMemory;
  readonly unit: RemappingUnit;
  readonly nic: Nic;
  readonly nvme: Nvme;
  readonly rogue: Rogue;
  /** The wire out of the NIC, and the wire in. */
  readonly outbound: Link;
  readonly inbound: Link;
  readonly partner: LinkPartner;
}

/** Latencies of the path to memory under a cost model. */
export function dmaTimings(costs: CostModel): DmaTimings {
  return {
    ...(costs.bus === 'pcie-5-x16' ? PCIE_5_X16 : PCIE_3_X8),
    walkRead: costs.rows['memory-read-latency'].value * PS_PER_NS,
    readLatency: costs.rows['pcie-read-latency'].value * PS_PER_NS,
  };
}

/** What a hypervisor owns of the hardware that its guest's devices use. */
export interface Platform {
  readonly memory: PhysicalMemory;
  /** Takes the messages of the physical unit. */
  readonly unitInterrupts: InterruptPort;
}

/** How long a unit takes for its commands under a cost model. */
export function unitTiming(costs: CostModel, scheduler: Scheduler): UnitTiming {
  return {
    scheduler,
    registerInvalidation: nanoseconds(costs.rows['register-invalidation-latency'].value),
    descriptor: nanoseconds(costs.rows['queued-descriptor-latency'].value),
  };
}

/**
 * Builds the hardware of one OS: its devices, and the unit behind which they sit.
 * @param interrupts takes the messages of the devices, and without a hypervisor those of the unit.
 * @param platform what a hypervisor owns. Its unit walks tables of either depth.
 */
export function buildHardware(
  config: MachineConfig,
  scheduler: Scheduler,
  tracer: Tracer,
  interrupts: InterruptPort,
  platform?: Platform,
): Hardware {
  const { costs } = config;
  const memory = platform?.memory ?? new PhysicalMemory(config.guestMemoryMiB * 1024 * 1024);
  const addressWidth = platform === undefined ? config.addressWidth : 48;
  const unit = new RemappingUnit({
    config: { addressWidth, cachingMode: false, caches: config.caches },
    memory,
    tracer,
    interrupts: platform?.unitInterrupts ?? interrupts,
    timing: unitTiming(costs, scheduler),
  });
  const timings = dmaTimings(costs);
  const walkers = new Walkers(timings.walkers);
  const dma = { translation: unit, memory, walkers, tracer };
  const ports = { ...dma, scheduler, interrupts };
  const outbound = new Link(config.linkGbps);
  const inbound = new Link(config.linkGbps);
  const partner = new LinkPartner(scheduler, inbound, LINK_PARTNER_DEFAULTS);
  const nic = new Nic({ ...ports, link: outbound, receiver: partner }, NIC_SOURCE, NIC_DEFAULTS, timings);
  partner.connect(nic.receive);
  return {
    memory,
    unit,
    nic,
    nvme: new Nvme(ports, NVME_SOURCE, NVME_DEFAULTS, timings),
    rogue: new Rogue(new DmaEngine(dma, timings), tracer),
    outbound,
    inbound,
    partner,
  };
}
