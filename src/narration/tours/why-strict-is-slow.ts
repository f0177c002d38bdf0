import { groupCycles } from '../placeholders.ts';
import { A_WHILE, between, happened, percentOfLine, settled } from '../tour-conditions.ts';
import type { Condition, Tour } from '../tour.ts';

const PARTS = ['iova', 'tables', 'invalidate'] as const;

/** Whether a part of protecting takes the most cycles. */
const isLargest =
  (name: (typeof PARTS)[number]): Condition =>
  ({ metrics }) =>
    metrics !== undefined && PARTS.every((one) => groupCycles(metrics, one) <= groupCycles(metrics, name));

export const tour: Tour = {
  steps: [
    {
      title: 'Map, send, unmap',
      text: 'Strict is the safest way to use an IOMMU. A buffer is mapped just before its transfer and unmapped right after. Nothing else can be reached.',
      point: 'throughput',
      machine: { setting: 'bare-metal', strategy: 'strict' },
      until: settled,
      result: '{gbps} of {line} leave the machine: {percent}. The link could carry more.',
      sources: ['slides', 'old-driver'],
    },
    {
      title: 'The budget',
      text: 'At full rate the line leaves the core {budget} cycles for each frame. A frame costs {cycles}. The mark on the [bar](panel:throughput) is the budget; what lies right of it is too much.',
      point: 'throughput',
      until: settled,
      result: '{protecting} of these cycles only protect memory.',
      sources: ['slide-16', 'model'],
    },
    {
      title: 'What takes longest?',
      text: 'Protecting has three parts. The driver finds an address and frees it again. It writes and clears a table entry. It tells the IOTLB to forget, and waits.',
      point: 'throughput',
      question: {
        prompt: 'Which part costs most on bare metal?',
        choices: [
          { text: 'Finding and freeing addresses', isRight: isLargest('iova') },
          { text: 'Writing and clearing entries', isRight: isLargest('tables') },
          { text: 'Invalidating and waiting', isRight: isLargest('invalidate') },
        ],
      },
      until: settled,
      result:
        'Addresses take {iova-cycles} cycles, entries {table-cycles}, waiting {wait-cycles}. [Slide 16](source:slide-16) gives only two sums, logic and interaction. A later paper found the [allocator](source:eiovar) to blame, and mended it.',
      sources: ['slide-16', 'eiovar', 'model'],
    },
    {
      title: 'Waiting, seen close',
      text: 'To invalidate, the driver writes an address, writes a command, and reads until a bit falls. The core does nothing else meanwhile. The [log](panel:log) shows it, ten events a second.',
      point: 'log',
      pace: 'events',
      before: happened('interrupt-raised'),
      until: happened('invalidation-completed', A_WHILE),
      result:
        'Complete. Only now may the address be used again. Each [write](cost:register-write) and each [look](cost:register-read) has its price.',
      sources: ['old-driver', 'vtd-invalidate'],
    },
    {
      title: 'Without protection',
      text: 'Suppose nobody protected anything: pass-through, every access allowed.',
      point: 'throughput',
      machine: { strategy: 'passthrough' },
      question: {
        prompt: 'How much of the line would be used?',
        choices: [
          between('Hardly more than with strict', 0, 60, percentOfLine),
          between('About three quarters', 60, 90, percentOfLine),
          between('All of it', 90, 101, percentOfLine),
        ],
      },
      until: settled,
      result: '{percent}. So the whole loss was the price of protection. The other strategies look for a cheaper one.',
      sources: ['slides'],
    },
  ],
};
