import { A_WHILE, between, happened, settled } from '../tour-conditions.ts';
import type { Tour } from '../tour.ts';
import { readsOfLastWalk } from '../walk-reads.ts';

export const tour: Tour = {
  steps: [
    {
      title: 'An address of its own',
      text: 'A network card reads memory without asking the processor. The address it uses is not a place in memory. It is an I/O virtual address, an IOVA. The IOMMU stands between the two and translates. The [page tables](panel:page-tables) say how.',
      point: 'page-tables',
      machine: { setting: 'bare-metal', strategy: 'strict' },
      until: settled,
      result: 'The driver keeps {mapped} mapped now. Each blue cell is one entry in memory, 8 bytes.',
      sources: ['vtd-walk', 'slide-7'],
    },
    {
      title: 'Who asks?',
      showsBits: true,
      text: 'The card signs each request with its bus, device and function. The bus picks an entry of the root table. Device and function pick an entry of the [context table](panel:page-tables). That entry names the tables of this device, and no other.',
      point: 'page-tables',
      pace: 'events',
      until: happened('dma-completed', A_WHILE),
      result:
        'One request has just been served; the [log](panel:log) says whose. Choose a box above the tables to read its bits.',
      sources: ['vtd-context'],
    },
    {
      title: 'Nine bits a level',
      showsBits: true,
      text: 'An IOVA has 48 bits here: four times nine, and twelve. Each nine bits pick one of 512 entries, and the entry names the next table. The last twelve stay as they are: they say where in the page.',
      point: 'page-tables',
      pace: 'events',
      question: {
        prompt: 'The IOMMU remembers nothing of an address. How many table entries must it read to translate it?',
        choices: [
          between('One', 0, 2, readsOfLastWalk),
          between('Four', 2, 9, readsOfLastWalk),
          between('512', 9, Number.POSITIVE_INFINITY, readsOfLastWalk),
        ],
      },
      before: happened('iotlb-miss'),
      until: (view) => readsOfLastWalk(view) !== undefined,
      result: 'The latest walk read {reads}. Filter the [log](panel:log) by “walk step” to see their addresses.',
      sources: ['vtd-walk'],
    },
    {
      title: 'It remembers',
      text: 'A walk takes a device about 300 ns: four reads of memory, [70 ns each](cost:memory-read-latency) in this model. So the result goes into the [IOTLB](panel:iotlb). The next access to that page needs no walk.',
      point: 'iotlb',
      pace: 'events',
      until: happened('iotlb-hit', A_WHILE),
      result: 'That was a hit. Lately {hits} of the translations were.',
      sources: ['pcie-bench', 'model'],
    },
    {
      title: 'And must be told to forget',
      text: 'When the driver unmaps a page it clears the entry in memory. The [IOTLB](panel:iotlb) does not see that. Until it is told to forget, the device still reaches the page.',
      point: 'iotlb',
      pace: 'events',
      before: happened('interrupt-raised'),
      until: happened('pages-invalidated', A_WHILE),
      result: 'The driver has just asked, and waited. This is the slow part: see the tour “Why strict is slow”.',
      sources: ['vtd-invalidate', 'old-driver'],
    },
  ],
};
