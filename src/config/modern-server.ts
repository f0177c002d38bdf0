import { paperTestbed, type CostModel, type CostRow } from './cost-model.ts';
import { cycles, factor, nanosecondsRow as ns, published, split, type CostKey } from './cost-rows.ts';
import { DEFAULT_CONFIG, type MachineConfig } from './machine-config.ts';

const RIOMMU = 'rIOMMU (ASPLOS 2015) table 1, strict with a constant-time allocator (“strict+”), remembered';

/** What differs from the paper's testbed. */
const ROWS: Partial<Record<CostKey, CostRow>> = {
  'core-frequency': {
    value: 3_300_000_000,
    unit: 'Hz',
    chargedFor: 'one cycle of a core',
    provenance: published('Fast & Safe IO Memory Protection (SOSP 2024): Xeon Gold 6234'),
  },
  'network-stack': cycles(1816, 'each frame', published('rIOMMU (ASPLOS 2015): a packet without an IOMMU, remembered')),
  'allocate-iova': cycles(92, 'each map', published(RIOMMU)),
  'write-entry': cycles(590, 'each page mapped', published(RIOMMU)),
  'find-iova': cycles(418, 'each unmap', published(RIOMMU)),
  'clear-entry': cycles(427, 'each page unmapped', published(RIOMMU)),
  'free-iova': cycles(62, 'each range freed', published(RIOMMU)),
  'book-keep': cycles(70, 'each unmap', published(RIOMMU)),
  'deferred-logic-factor': factor(
    1,
    'logic acts while IOVAs are freed in bulk',
    split('rIOMMU: “defer+” saves nothing'),
  ),
  'samecore-logic-factor': factor(1, 'logic acts of a guest whose accesses trap', split('no source: as on bare metal')),
  'sidecore-logic-factor': factor(1, 'logic acts of a guest beside a sidecore', split('no source: as on bare metal')),
  'virtualization-tax': cycles(
    300,
    'each frame or block request in a guest',
    split('no source: interrupts are posted to the guest without an exit'),
  ),
  'vm-exit': cycles(1200, 'each trapped register access', published('1100 … 1300 cycles, Skylake class, remembered')),
  'vm-entry': cycles(400, 'each trapped register access', split('no source: two thirds of 2011')),
  'emulate-access': cycles(
    1838,
    'each trapped register access',
    split('as 2011, inside the kernel; by QEMU, exit and all, some 13,000 (4 µs: Fast & Safe laboratory notes, 2025)'),
  ),
  'swap-in': cycles(
    726_000,
    'each reclaimed page that is needed again',
    published('220 µs for one page fault of a NIC: Lesokhin et al., ASPLOS 2017, second hand; taken for any page'),
  ),
  'line-transfer': cycles(100, 'each cache line that changes cores', published('60 … 150 cycles, remembered')),
  'register-invalidation-latency': ns(650, 'from the command to its completion', published('rIOMMU: 2135 cycles')),
  'queued-descriptor-latency': ns(320, 'fetch and execute one descriptor', split('half of the register-based latency')),
  'memory-read-latency': ns(60, 'each memory read of a walk', split('no source: a faster memory')),
  'pcie-read-latency': ns(450, 'a device’s read of memory', split('no source: a faster bus')),
};

/** A server of today: cheaper exits and allocator, PCIe 5.0 × 16. Much of it is remembered or assumed, and says so. */
export function modernServer(): CostModel {
  return { profile: 'modern server', bus: 'pcie-5-x16', rows: { ...paperTestbed().rows, ...ROWS } };
}

/** A machine of today: 100 Gb/s, queued invalidation, the flush rules of Linux 6. */
export const MODERN_SERVER: MachineConfig = {
  ...DEFAULT_CONFIG,
  costs: modernServer(),
  invalidation: 'queued',
  linkGbps: 100,
  flushHighWaterMark: 256,
  flushScope: 'domain',
};
