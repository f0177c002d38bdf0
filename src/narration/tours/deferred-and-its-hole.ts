import type { LabView } from '../lab-view.ts';
import { attacked, between, percentOfLine, settled } from '../tour-conditions.ts';
import type { Condition, Tour } from '../tour.ts';

const RECORDING = 'lazy-stale.txt';

const verdictIs =
  (...words: readonly string[]): Condition =>
  ({ verdict }) =>
    verdict !== undefined && words.includes(verdict.verdict);
const staleHits = ({ sections }: LabView): number => sections.protection?.staleHits ?? 0;
const faults = ({ sections }: LabView): number => sections.protection?.faults ?? 0;

export const tour: Tour = {
  steps: [
    {
      title: 'Waiting each time',
      text: 'Strict tells the IOTLB to forget at each unmap, and waits until it has. That is safe, and slow.',
      point: 'throughput',
      machine: { setting: 'bare-metal', strategy: 'strict' },
      until: settled,
      result: '{percent} of the line, {wait-cycles} cycles of waiting in each frame.',
      sources: ['slides', 'slide-16'],
    },
    {
      title: 'Forget in bulk',
      text: 'Deferred clears the table entry at unmap, but does not tell the IOTLB. The address joins the [flush queue](panel:queue). At {flush-mark} entries, or after {flush-timeout}, one invalidation serves them all. This was the default of Linux.',
      point: 'queue',
      machine: { strategy: 'deferred' },
      question: {
        prompt: 'Strict uses {percent} of the line here. And deferred?',
        choices: [
          between('The same', 0, 55, percentOfLine),
          between('Half as much again', 55, 75, percentOfLine),
          between('About twice as much', 75, 101, percentOfLine),
        ],
      },
      until: settled,
      result: '{percent}: the waiting is gone, and freeing addresses in bulk is cheaper too.',
      sources: ['excerpt', 'old-driver', 'slides'],
    },
    {
      title: 'The gap',
      text: 'Between unmap and flush the IOTLB may still hold the translation. The driver thinks that the page is its own again. The device can still reach it.',
      point: 'protection',
      until: ({ sections }) => (sections.protection?.reachablePages ?? 0) > 0,
      result:
        '{reachable} can be reached at this moment although the driver has unmapped them. The longest such window so far: {longest}.',
      sources: ['excerpt', 'old-driver'],
    },
    {
      title: 'Try it',
      text: 'A device that misbehaves now reads the page that was unmapped last. The verdict is that of a real DMA through the emulated hardware.',
      point: 'protection',
      before: settled,
      rogue: 'just-unmapped',
      question: {
        prompt: 'Blocked or not?',
        choices: [
          { text: 'Blocked: the entry is cleared', isRight: verdictIs('blocked') },
          { text: 'It reads the page', isRight: verdictIs('leaked', 'allowed') },
        ],
      },
      until: attacked,
      result: '{verdict} It depends on one thing alone: whether the [IOTLB](panel:iotlb) happens to remember the page.',
      sources: ['vtd-invalidate', 'vtd-fault'],
    },
    {
      title: 'A real driver, attacked',
      text: 'This is a recording of a real Linux with deferred invalidation. Its card was made to read through addresses that the driver had unmapped. It is replayed on our hardware model.',
      point: 'protection',
      replay: RECORDING,
      pace: 'replay',
      stopAt: 'stale-hit',
      until: (view) => staleHits(view) > 0,
      result: 'It got through: {stale-hits}. {reachable} can be reached though unmapped, until the next flush.',
      sources: ['recordings'],
    },
    {
      title: 'Sixty milliseconds later',
      text: 'The recording goes on in its own time. The last attempt comes about 60 ms after the unmap of its page. By then the queue has been flushed.',
      point: 'protection',
      replay: RECORDING,
      pace: 'replay',
      question: {
        prompt: 'What happens to the last attempt?',
        choices: [
          { text: 'It reads the page again', isRight: (view) => faults(view) === 0 },
          { text: 'It faults', isRight: (view) => faults(view) > 0 },
        ],
      },
      stopAt: 'fault',
      until: (view) => faults(view) > 0 || view.run === 'finished',
      result:
        'Earlier attempts got through {stale-hits}; the last was blocked and recorded, as on the real machine. The hole is real, and it is as wide as the flush is late.',
      sources: ['recordings', 'vtd-fault'],
    },
    {
      title: 'What remains',
      text: 'Deferred trades a hole for speed. A busy link fills the queue soon; on a quiet one the hole stays open for {flush-timeout}. Today’s Linux does the same with 256 entries for each processor. Beside a hypervisor it hardly gains anything: see the tour “Caching mode”.',
      point: 'throughput',
      until: settled,
      result: '{percent} of the line, and up to {longest} of exposure under this load.',
      sources: ['new-driver', 'slides'],
    },
  ],
};
