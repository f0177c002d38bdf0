import type { LabView } from '../lab-view.ts';
import { A_WHILE, between, happened, percentOfLine, settled } from '../tour-conditions.ts';
import type { Tour } from '../tour.ts';

const exits = ({ metrics }: LabView): number | undefined => metrics?.exitsPerFrame;
const sidecoreBusy = ({ metrics }: LabView): number | undefined => metrics && metrics.sidecoreUtilisation * 100;

export const tour: Tour = {
  steps: [
    {
      title: 'Trap and emulate',
      text: 'The guest’s IOMMU is emulated. When the driver touches one of its registers, the processor leaves the guest: an exit. The hypervisor does what the hardware would do and goes back in. All on the same core: samecore.',
      point: 'throughput',
      machine: { setting: 'samecore', strategy: 'strict' },
      question: {
        prompt: 'One frame is mapped and unmapped once. How many exits does it take?',
        choices: [
          between('One or two', 0, 3, exits),
          between('About six', 3, 10, exits),
          between('About twenty', 10, 100, exits),
        ],
      },
      until: settled,
      result:
        '{exits} for each frame: [two invalidations](source:vtd-caching-mode), [three register accesses](source:old-driver) each. {percent} of the line is left.',
      sources: ['slide-16', 'old-driver', 'slides'],
    },
    {
      title: 'What an exit costs',
      text: 'Leaving alone takes [2000 cycles](cost:vm-exit). [Decoding the access](cost:emulate-access) and [going back](cost:vm-entry) come on top. The published sum is ours to divide.',
      point: 'throughput',
      until: settled,
      result: '{exit-cycles} of {cycles} cycles a frame go into exits.',
      sources: ['splitx', 'slide-16', 'model'],
    },
    {
      title: 'One exit, seen close',
      text: 'Ten events a second now. The [log](panel:log) names the register that was touched.',
      point: 'log',
      pace: 'events',
      before: happened('iova-mapped'),
      until: happened('vm-exited', A_WHILE),
      result: 'There it is. The guest knows nothing of it: on bare metal the same code wrote the same register.',
      sources: ['vtd-invalidate'],
    },
    {
      title: 'A second core looks',
      text: 'Registers of an IOMMU are patient: the driver writes, then reads until a bit falls. A page of shared memory can do that. So another core polls it, the sidecore, and the guest never leaves. The guest is the same.',
      point: 'throughput',
      machine: { setting: 'sidecore' },
      question: {
        prompt: 'What does that make of the rate?',
        choices: [
          between('Twice as much, or less', 0, 21, percentOfLine),
          between('About three times as much', 21, 45, percentOfLine),
          between('The whole line', 90, 101, percentOfLine),
        ],
      },
      until: settled,
      result: '{percent}, with {exits} exits. Now the guest only [waits](cost:sidecore-poll-period) for the sidecore.',
      sources: ['slide-10', 'slides', 'slide-16'],
    },
    {
      title: 'Is a whole core too much?',
      text: 'The sidecore does nothing but look and emulate.',
      point: 'throughput',
      question: {
        prompt: 'How busy does one strict guest keep it?',
        choices: [
          between('Less than a quarter', 0, 25, sidecoreBusy),
          between('About half', 25, 75, sidecoreBusy),
          between('Nearly all the time', 75, 101, sidecoreBusy),
        ],
      },
      until: settled,
      result:
        '{sidecore}, by our division of the published sums. So it can serve another guest, and not many more before it is the limit.',
      sources: ['slide-10', 'model'],
    },
    {
      title: 'And patience',
      text: 'What is left is waiting. Optimistic teardown has less to wait for: most mappings are [taken back](panel:queue), and the IOMMU hears nothing of it.',
      point: 'queue',
      machine: { strategy: 'optimistic' },
      until: settled,
      result:
        '{percent} of the line, {exits} exits, {reuse} of the maps taken back. The guest is unmodified but for its mapping layer.',
      sources: ['slides', 'abstract'],
    },
  ],
};
