import type { TourOffer } from './tour.ts';

/** Every tour, in the order in which they build on each other. */
export const TOURS: readonly TourOffer[] = [
  {
    name: 'what-a-walk-is',
    title: 'What an IOMMU walk is',
    about: 'From the address a device uses to a place in memory, bit by bit.',
    steps: 5,
  },
  {
    name: 'why-pin-memory',
    title: 'Why pin memory',
    about: 'What a device of its own costs a guest’s host, and what an emulated IOMMU gives back.',
    steps: 5,
  },
  {
    name: 'why-strict-is-slow',
    title: 'Why strict is slow',
    about: 'Where the cycles of a frame go when every buffer is mapped and unmapped.',
    steps: 5,
  },
  {
    name: 'deferred-and-its-hole',
    title: 'Deferred, and its hole',
    about: 'What the flush queue saves, and a recorded attack through it.',
    steps: 7,
  },
  {
    name: 'optimistic-teardown',
    title: 'Optimistic teardown',
    about: 'Do nothing at unmap, hope for reuse, and count what that exposes.',
    steps: 6,
  },
  {
    name: 'samecore-against-sidecore',
    title: 'Samecore against sidecore',
    about: 'The same unmodified guest, with exits and without.',
    steps: 6,
  },
  {
    name: 'caching-mode',
    title: 'Caching mode',
    about: 'How the hypervisor hears of a mapping, and why deferring hardly helps there.',
    steps: 5,
  },
  {
    name: 'overcommit',
    title: 'Overcommit',
    about: 'Take memory away from a running guest whose device keeps sending.',
    steps: 5,
  },
];
