import type { CostKey, CostModel, Provenance } from '../config/cost-model.ts';
import { plain } from './format.ts';

/** Where something that the page says comes from. */
export interface Source {
  /** As it is named in a text. */
  readonly title: string;
  /** What it says, and how sure that is. */
  readonly says: string;
  /** Where to read it. */
  readonly url?: string;
}

const SLIDES = 'https://www.sambuz.com/doc/1-ppt-presentation-685420';
const KERNEL = 'https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree';

const vtd = (section: string, says: string): Source => ({
  title: `Intel VT-d specification, section ${section}`,
  says,
});
const slide = (number: string, says: string): Source => ({
  title: `The authors’ slides, ${number}`,
  says,
  url: SLIDES,
});

/** Every source by name. What could only be read second hand, or is of our own making, says so. */
export const SOURCES = {
  abstract: {
    title: 'Abstract of the paper, USENIX ATC 2011',
    says: 'Sidecore emulation and optimistic teardown, “a few milliseconds”; an unmodified guest reaches 100 % of a 10 Gb/s line.',
    url: 'https://research.ibm.com/publications/viommu-efficient-iommu-emulation',
  },
  slides: slide(
    'throughput',
    'Bare metal 43, 91, 100 %; samecore 10, 11, 82 %. The row of sidecore is cut off in the transcript that could be read.',
  ),
  'slide-7': slide(
    'slide 7',
    'The guest maps, the emulation hears of it by an invalidation, pins the page, writes the physical entry.',
  ),
  'slide-10': slide(
    'slide 10',
    'The guest writes an emulated register; the sidecore polls it, emulates, writes “done”; no exit.',
  ),
  'slide-16': slide(
    'slide 16',
    'Cycles to map and unmap a page, interaction and logic: bare metal 2316 + 4593, samecore 30645 + 4324, sidecore 7321 + 1904. Finer parts are our division.',
  ),
  excerpt: {
    title: 'Excerpt of the paper, IIT Delhi course CSL862',
    says: 'Goals: no pinning of all memory, and protection inside the guest. Deferred: purged together every 10 ms or at 250 entries.',
    url: 'https://www.cse.iitd.ac.in/~sbansal/csl862-virt/lec/vIOMMU.txt',
  },
  splitx: {
    title: 'SplitX, WIOV 2011',
    says: 'The direct cost of one exit on the same lab’s Xeon X5570: 2000 cycles.',
    url: 'https://m.moam.info/splitx-split-guest-hypervisor-execution-on-multi-core-usenix_59e5379e1723ddf9a2a71953.html',
  },
  'old-driver': {
    title: 'Linux 2.6.36, drivers/pci/intel-iommu.c',
    says: 'Strict unmap: clear, invalidate the page, wait, free. A register-based invalidation writes IVA and IOTLB_REG and polls. Deferred: 250 entries or 10 ms.',
    url: `${KERNEL}/drivers/pci/intel-iommu.c?h=v2.6.36`,
  },
  'caching-mode-patch': {
    title: 'Linux commit 78d5f0f500e6, April 2010 (N. Amit)',
    says: 'With caching mode the deferred queue is flushed entry by entry: a global invalidation would make the emulator walk all shadow entries.',
    url: 'https://git.zx2c4.com/linux-dev/commit/?id=78d5f0f500e6',
  },
  'new-driver': {
    title: 'Linux 6, drivers/iommu/dma-iommu.c',
    says: 'The flush queue of today: 256 entries for each processor, 10 ms; 32768 entries and 1 s where a hypervisor shadows the flushes.',
    url: `${KERNEL}/drivers/iommu/dma-iommu.c`,
  },
  eiovar: {
    title: 'Malka et al., FAST 2015 (EiovaR)',
    says: 'Finding an IOVA took time linear in their number; a better allocator gave up to 5.5 times the throughput.',
    url: 'https://usenix.org/conference/fast15/technical-sessions/presentation/malka',
  },
  'pcie-bench': {
    title: 'pcie-bench, SIGCOMM 2018',
    says: 'What the IOTLB does not hold takes a device about 270 to 330 ns longer; a hit is free.',
    url: 'https://github.com/pcie-bench/data',
  },
  'nic-page-fault': {
    title: 'Lesokhin et al., ASPLOS 2017 (second hand)',
    says: 'A page fault of a network card took about 220 µs.',
  },
  'vtd-walk': vtd('3.7', 'Second-level translation: four tables of 512 entries, nine bits of the address each.'),
  'vtd-structures': vtd(
    '9',
    'Structures in memory, bit by bit: root entry (9.1), context entry (9.3), second-level paging entries (9.8).',
  ),
  'vtd-registers': vtd('10.4', 'Every register: its offset, its fields, and who may write them.'),
  'vtd-context': vtd('3.4', 'Who asks decides: the bus picks a root entry, device and function a context entry.'),
  'vtd-caching-mode': vtd('6.1', 'CAP.CM: software must invalidate also when a not-present entry becomes present.'),
  'vtd-invalidate': vtd(
    '6.5',
    'Invalidation by register (6.5.1) or by queue (6.5.2); complete once walks in flight have drained.',
  ),
  'vtd-fault': vtd('7.1.1', 'A blocked DMA is recorded with its address, its source and the reason.'),
  ethernet: {
    title: 'IEEE 802.3, Ethernet',
    says: 'A frame takes 38 bytes more on the wire than its payload: 14 header, 4 check sum, 8 preamble, 12 gap.',
  },
  willmann: {
    title: 'Willmann, Rixner, Cox, USENIX ATC 2008',
    says: 'Strategies for mapping: single-use, shared with a count of users while in use, persistent, direct. Read in its abstract.',
  },
  memory: {
    title: 'Remembered, not read',
    says: 'The paper’s text could not be read as a whole: this is as we remember it.',
  },
  recordings: {
    title: 'Recording lazy-stale of this project',
    says: 'ftrace of a real Linux with deferred invalidation while its network card was told to read through unmapped addresses.',
  },
  model: {
    title: 'A model of ours',
    says: 'Not in a source: our division of a published sum, or a stated assumption.',
  },
} as const satisfies Record<string, Source>;

export type SourceName = keyof typeof SOURCES;

export const COST_PREFIX = 'cost:';
/** A source by name, or the provenance of a price: `cost:vm-exit`. */
export type SourceRef = SourceName | `${typeof COST_PREFIX}${string}`;

export const isSourceName = (name: string): name is SourceName => Object.hasOwn(SOURCES, name);

/** What stands behind a reference; undefined when there is no such price. */
export function sourceOf(ref: SourceRef, costs: CostModel): Source | undefined {
  if (isSourceName(ref)) return SOURCES[ref];
  const key = ref.slice(COST_PREFIX.length) as CostKey;
  const row = Object.hasOwn(costs.rows, key) ? costs.rows[key] : undefined;
  if (row === undefined) return undefined;
  return { title: `${plain(row.value)} ${row.unit}: ${row.chargedFor}`, says: `${provenanceInWords(row.provenance)}.` };
}

/** Where a price comes from, in words. */
export function provenanceInWords(provenance: Provenance): string {
  switch (provenance.kind) {
    case 'published':
      return `Published: ${provenance.source}`;
    case 'fitted':
      return `Fitted to ${provenance.cell}`;
    case 'assumed-split':
      return provenance.of.startsWith('no source') ? `Ours, ${provenance.of}` : `Our division: ${provenance.of}`;
    case 'edited':
      return 'Changed on this page';
    default:
      return provenance satisfies never;
  }
}
