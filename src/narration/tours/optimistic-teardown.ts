import type { LabView } from '../lab-view.ts';
import { attacked, between, settled } from '../tour-conditions.ts';
import type { Tour } from '../tour.ts';

const reusePercent = ({ rates }: LabView): number | undefined =>
  rates.reuseRate === undefined ? undefined : rates.reuseRate * 100;
const waiting = ({ sections }: LabView): number => sections.teardown?.length ?? 0;

export const tour: Tour = {
  steps: [
    {
      title: 'The same pages again',
      text: 'A driver that frees a buffer soon gets the same page for the next one. So why tear its mapping down? Optimistic teardown leaves it and waits.',
      point: 'throughput',
      machine: { setting: 'bare-metal', strategy: 'strict' },
      until: settled,
      result: 'Strict, for comparison: {percent}, and {cycles} cycles a frame.',
      sources: ['abstract'],
    },
    {
      title: 'Do nothing',
      text: 'Now unmap touches nothing. The mapping joins the [teardown queue](panel:queue) with a deadline of its own, {age-limit} from now. If the page is mapped again before that, it is taken back. No entry is written, nothing is invalidated.',
      point: 'queue',
      machine: { strategy: 'optimistic' },
      until: (view, start) => settled(view, start) && waiting(view) > 0,
      result: '{reuse} of the maps took a mapping back: {percent} of the line. {waiting} mappings wait in the queue.',
      sources: ['abstract', 'slides', 'model'],
    },
    {
      title: 'Less patience',
      text: 'The deadline is [{age-limit}](source:abstract) here; the paper says “a few milliseconds”. Let us wait a tenth of a millisecond only.',
      point: 'queue',
      machine: { ageLimitMicroseconds: 100 },
      question: {
        prompt: 'How many of the maps still find their mapping alive?',
        choices: [
          between('Nearly all', 90, 101, reusePercent),
          between('Some: between a third and nine tenths', 33, 90, reusePercent),
          between('Fewer than a third', 0, 33, reusePercent),
        ],
      },
      until: settled,
      result:
        '{reuse}, and {percent} of the line. How soon pages come back is the histogram beside the [queue](panel:queue).',
      sources: ['abstract', 'model'],
    },
    {
      title: 'The price',
      text: 'Back to the usual patience. What waits is mapped in full: table entry, IOTLB, everything. A misbehaving device reads the page that was unmapped last.',
      point: 'protection',
      machine: { ageLimitMicroseconds: 10_000 },
      before: (view, start) => settled(view, start) && waiting(view) > 0,
      rogue: 'just-unmapped',
      question: {
        prompt: 'Blocked or not?',
        choices: [
          { text: 'Blocked', isRight: ({ verdict }) => verdict?.verdict === 'blocked' },
          { text: 'It reads the page', isRight: ({ verdict }) => verdict?.verdict === 'leaked' },
        ],
      },
      until: attacked,
      result: '{verdict} Unlike deferred this is no matter of luck: until its deadline the mapping lives on.',
      sources: ['abstract', 'vtd-fault'],
    },
    {
      title: 'A quota',
      text: 'How much is exposed can be bounded. With a quota of 64 mappings the oldest go first, deadline or not.',
      point: 'queue',
      machine: { quota: 64 },
      until: (view, start) => settled(view, start) && waiting(view) <= 64,
      result:
        '{waiting} wait now, {reachable} can be reached though unmapped. {reuse} of the maps still took one back: {percent} of the line.',
      sources: ['memory', 'model'],
    },
    {
      title: 'Unmodified?',
      text: 'This changes the layer of the operating system that maps buffers. The authors’ slides call the column “patched”. “Unmodified” means that the guest does not know of the hypervisor: with the same patch on bare metal it is just as fast.',
      point: 'throughput',
      machine: { quota: 4096 },
      until: settled,
      result: '{percent}, with mappings that outlive their unmap by up to {age-limit}.',
      sources: ['slides', 'abstract'],
    },
  ],
};
