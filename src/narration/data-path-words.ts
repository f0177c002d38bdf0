import type { Setting, WorkloadName } from '../config/identifiers.ts';
import type { Metrics } from '../protocol/snapshot.ts';
import { compact, percent } from './format.ts';

/** A station in words: what it is and what it does now; a share that is drawn as a bar, if it has one. */
export interface StationWords {
  readonly title: string;
  readonly help: string;
  readonly line: string;
  readonly share?: number;
}

/** The stations of the data path in words, by name. */
export function stationWords(
  setting: Setting,
  workload: WorkloadName,
  metrics: Metrics | undefined,
  hitRate: number | undefined,
): Readonly<Record<'guest' | 'viommu' | 'hypervisor' | 'iommu' | 'device' | 'link', StationWords>> {
  const isStorage = workload.startsWith('nvme');
  const core = metrics?.coreUtilisation ?? 0;
  const isSidecore = setting === 'sidecore';
  const sidecore = metrics?.sidecoreUtilisation ?? 0;
  const exits = metrics?.exitsPerFrame ?? 0;
  return {
    guest: {
      title: 'Guest core',
      help: 'applications, stack and IOMMU driver',
      line: `${percent(core)} busy`,
      share: core,
    },
    viommu: {
      title: 'vIOMMU',
      help: 'the emulated IOMMU: registers and queue; exits for each frame',
      line: `${compact(exits)} exits`,
    },
    hypervisor: isSidecore
      ? {
          title: 'Sidecore',
          help: 'polls the registers of the emulated IOMMU',
          line: `${percent(sidecore)} busy`,
          share: sidecore,
        }
      : { title: 'Hypervisor', help: 'emulates each access on the guest’s core', line: 'on its core' },
    iommu: {
      title: 'IOMMU',
      help: 'the physical IOMMU: IOTLB and walks',
      line: hitRate === undefined ? 'not in use' : `hits ${percent(hitRate)}`,
    },
    device: { title: isStorage ? 'NVMe' : 'NIC', help: 'the assigned device, by DMA', line: 'DMA, rings' },
    link: {
      title: isStorage ? 'Media' : 'Link',
      help: 'what reaches the outside',
      line: `${compact(metrics?.gbps ?? 0)} Gb/s`,
      share: metrics === undefined ? 0 : metrics.gbps / metrics.lineRateGbps,
    },
  };
}
