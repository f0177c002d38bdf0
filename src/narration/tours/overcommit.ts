import type { LabView } from '../lab-view.ts';
import { between, settled } from '../tour-conditions.ts';
import type { Tour } from '../tour.ts';

const perCent =
  (part: 'pinned' | 'reclaimed') =>
  ({ sections: { memory } }: LabView): number | undefined =>
    memory && (memory[part] / memory.framesTotal) * 100;

export const tour: Tour = {
  steps: [
    {
      title: 'More guests than memory',
      text: 'A host lends the same memory to several guests, as long as they do not all use theirs at once. That is overcommitting. Only a page that is not pinned can be taken away.',
      point: 'protection',
      machine: { setting: 'sidecore', strategy: 'strict' },
      until: (view, start) => settled(view, start) && view.sections.memory !== undefined,
      result: 'This guest of {guest-memory} has {pinned} pinned now, {pinned-share}.',
      sources: ['abstract', 'excerpt'],
    },
    {
      title: 'The host wants memory',
      text: 'Now the host asks for half of what is not pinned. The card keeps sending.',
      point: 'protection',
      machine: { hostPressure: 50 },
      until: ({ sections }) => (sections.memory?.reclaimed ?? 0) > 0,
      result:
        '{reclaimed} are out on the swap device. No DMA went wrong: what is mapped is pinned. {fit-with} such guests fit into {host-memory} now, instead of {fit-without}.',
      sources: ['abstract', 'model'],
    },
    {
      title: 'Touching what is gone',
      text: 'When the driver maps a page that was taken away, the hypervisor brings it back first. In this model that takes [as long as a page fault of a network card](cost:swap-in).',
      point: 'protection',
      until: (view, start) => settled(view, start) && (view.sections.memory?.swapIns ?? 0) > 0,
      result:
        'It has happened {swap-ins}, and each time the guest waited: {percent} of the line at the moment. Pages in use are left alone, so it gets rarer.',
      sources: ['nic-page-fault', 'model'],
    },
    {
      title: 'Patience pins longer',
      text: 'Optimistic teardown keeps a mapping for some milliseconds longer. Its page stays pinned for as long.',
      point: 'protection',
      machine: { strategy: 'optimistic' },
      question: {
        prompt: 'How much of the guest is pinned then?',
        choices: [
          between('Less than a hundredth', 0, 1, perCent('pinned')),
          between('About a tenth', 1, 30, perCent('pinned')),
          between('More than a third', 30, 101, perCent('pinned')),
        ],
      },
      until: settled,
      result: '{pinned}, {pinned-share} of it. Patience costs memory too, and a quota bounds it.',
      sources: ['abstract', 'model'],
    },
    {
      title: 'Without an emulated IOMMU',
      text: 'Direct assignment, and the same wish of the host.',
      point: 'protection',
      machine: { setting: 'direct', strategy: 'passthrough' },
      question: {
        prompt: 'How much can the host take now?',
        choices: [
          between('Nothing', 0, 0.001, perCent('reclaimed')),
          between('As much as before', 0.001, 101, perCent('reclaimed')),
        ],
      },
      until: (view, start) => settled(view, start) && view.sections.memory !== undefined,
      result: '{reclaimed} are out: {pinned-share} is pinned, and {fit-without} such guests fit into {host-memory}.',
      sources: ['abstract', 'model'],
    },
  ],
};
