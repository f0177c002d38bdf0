import type { LabView } from '../lab-view.ts';
import { invalidationsPerFrame } from '../placeholders.ts';
import { between, percentOfLine, settled } from '../tour-conditions.ts';
import type { Tour } from '../tour.ts';

/** Invalidations that the guest asks for with each frame, at three trapped accesses each. */
const requests = ({ metrics }: LabView): number | undefined => metrics && metrics.exitsPerFrame / 3;

export const tour: Tour = {
  steps: [
    {
      title: 'Real hardware',
      text: 'On bare metal a fresh mapping needs no announcement. The IOTLB holds nothing for that page, so the next access walks the tables and finds the new entry. Only unmapping must be told.',
      point: 'iotlb',
      machine: { setting: 'bare-metal', strategy: 'strict' },
      until: (view, start) => settled(view, start) && (invalidationsPerFrame(view, start) ?? 0) > 0,
      result: 'Invalidations for each frame here: {invalidations}.',
      sources: ['vtd-invalidate', 'old-driver'],
    },
    {
      title: 'A blind hypervisor',
      text: 'The guest writes its table entries into its own memory. The hypervisor does not see that. It must hear of each new mapping, or it can neither pin the page nor tell the real IOMMU.',
      point: 'page-tables',
      machine: { setting: 'samecore', strategy: 'strict' },
      until: settled,
      result: 'Still it keeps up: the shadow tables follow. How does it know?',
      sources: ['slide-7'],
    },
    {
      title: 'One bit',
      showsBits: true,
      text: 'The emulated IOMMU sets a bit in its capability register, CM, caching mode. It says: I may remember that an entry was not present. So the driver must invalidate after mapping, too.',
      point: 'registers',
      question: {
        prompt: 'How many invalidations does the guest now ask for with each frame?',
        choices: [
          between('None', 0, 0.5, requests),
          between('One, as before', 0.5, 1.5, requests),
          between('Two', 1.5, 2.5, requests),
        ],
      },
      until: settled,
      result:
        '{exits} exits for each frame, and [three](source:old-driver) make one invalidation: two. The one at map is how the hypervisor hears of it.',
      sources: ['vtd-caching-mode', 'caching-mode-patch'],
    },
    {
      title: 'Deferring again',
      text: 'On bare metal deferring doubles the rate: one invalidation serves hundreds of unmaps. Try it here.',
      point: 'queue',
      machine: { strategy: 'deferred' },
      question: {
        prompt: 'Strict leaves {percent} of the line. And deferred?',
        choices: [
          between('Hardly more', 0, 14, percentOfLine),
          between('Twice as much', 14, 30, percentOfLine),
          between('Nearly all of the line', 75, 101, percentOfLine),
        ],
      },
      until: settled,
      result:
        '{percent}. The map still exits. And with caching mode the driver flushes its queue [entry by entry](source:caching-mode-patch), for one large invalidation would make the emulator look at all of the shadow.',
      sources: ['caching-mode-patch', 'slides'],
    },
    {
      title: 'Today',
      text: 'Today’s Linux goes further: where it knows that a hypervisor shadows its flushes, it waits a whole second with a queue of 32768. The hole that deferring opens is wider here: until the flush the hypervisor has not heard, so shadow entry and pin live on.',
      point: 'protection',
      until: (view, start) => settled(view, start) && (view.sections.protection?.reachablePages ?? 0) > 0,
      result: '{reachable} can be reached at this moment, for {percent} of the line.',
      sources: ['new-driver', 'caching-mode-patch'],
    },
  ],
};
