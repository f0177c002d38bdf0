import type { LabView } from '../lab-view.ts';
import { between, settled } from '../tour-conditions.ts';
import type { Tour } from '../tour.ts';

const pinnedPercent = ({ sections: { memory } }: LabView): number | undefined =>
  memory && (memory.pinned / memory.framesTotal) * 100;
const knowsMemory = ({ sections, metrics }: LabView): boolean =>
  sections.memory !== undefined && (metrics?.frames ?? 0) > 0;

export const tour: Tour = {
  steps: [
    {
      title: 'A card of its own',
      text: 'This guest was given a real network card: direct assignment. The card reads and writes the guest’s memory by itself. The hypervisor takes no part, so it is fast.',
      point: 'throughput',
      machine: { setting: 'direct', strategy: 'passthrough' },
      until: settled,
      result: '{percent} of the line. What does it cost?',
      sources: ['abstract', 'excerpt'],
    },
    {
      title: 'Nobody can tell',
      text: 'A hypervisor likes to take pages away that a guest does not use. When the guest touches one, a page fault brings it back. A card cannot wait for that: most cannot fault at all. And the hypervisor does not know which pages the card will touch.',
      point: 'protection',
      question: {
        prompt: 'How much of the guest’s {guest-memory} must stay in memory, pinned?',
        choices: [
          between('Only the buffers in flight', 0, 5, pinnedPercent),
          between('About half', 5, 95, pinnedPercent),
          between('All of it', 95, 101, pinnedPercent),
        ],
      },
      until: knowsMemory,
      result: '{pinned-share}: {pinned}. Of a host of {host-memory}, {fit-without} such guests fit.',
      sources: ['nic-page-fault', 'excerpt', 'model'],
    },
    {
      title: 'Give it an IOMMU',
      text: 'Now the guest sees an IOMMU. It is emulated, and the guest’s own driver does what it does on bare metal: it maps each buffer just before the transfer. The hypervisor watches, pins that page, and copies the entry into the real IOMMU.',
      point: 'page-tables',
      machine: { setting: 'samecore', strategy: 'strict' },
      until: (view, start) => settled(view, start) && knowsMemory(view),
      result: '{pinned} pinned now, {pinned-share} of the guest. And a wrong address of its own driver is blocked.',
      sources: ['slide-7', 'abstract'],
    },
    {
      title: 'What that costs',
      text: 'The price stands on the [gauge](panel:throughput).',
      point: 'throughput',
      until: settled,
      result:
        '{percent} of the line, because each frame leaves the guest {exits} times. The tour “Samecore against sidecore” shows how the paper gets it back.',
      sources: ['slides', 'slide-16'],
    },
    {
      title: 'What that buys',
      text: 'Everything that is not pinned can be lent to somebody else. Suppose the host takes half of it: how much a guest needs at a time is an [assumption of ours](source:model).',
      point: 'protection',
      machine: { hostPressure: 50 },
      until: ({ sections }) => (sections.memory?.reclaimed ?? 0) > 0,
      result: '{fit-with} guests like this one fit into {host-memory}, instead of {fit-without}.',
      sources: ['abstract', 'model'],
    },
  ],
};
