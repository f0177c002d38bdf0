// @ts-check

/**
 * Ready scenarios of the gallery: what stands behind `?embed&` and behind `#` in the address of an embed.
 * @type {readonly { name: string, title: string, about: string, options: string, hash: string }[]}
 */
export const SCENARIOS = [
  {
    name: 'strict',
    title: 'Strict is slow',
    about: 'Samecore and strict: every unmap costs exits, and a tenth of the line rate is left.',
    options: 'panels=matrix,throughput&autoplay',
    hash: '#v=1&setting=samecore',
  },
  {
    name: 'optimistic',
    title: 'Optimistic teardown on a sidecore',
    about: 'The line is full: mappings live on for ten milliseconds and are mostly taken back.',
    options: 'panels=throughput,teardown-queue&autoplay',
    hash: '#v=1&setting=sidecore&strategy=optimistic',
  },
  {
    name: 'data-path',
    title: 'Where a frame goes',
    about: 'From the guest’s core through the emulated IOMMU to the wire, with real events on their way.',
    options: 'panels=data-path&autoplay&speed=1:2000',
    hash: '#v=1&setting=samecore',
  },
  {
    name: 'walk',
    title: 'A page walk, event by event',
    about: 'Guest and shadow tables from the root to the page, five events a second.',
    options: 'panels=page-tables&autoplay&speed=5/s',
    hash: '#v=1&setting=samecore',
  },
  {
    name: 'flush',
    title: 'Deferred, and its hole',
    about: 'Unmapped pages that the device still reaches until the flush queue is drained.',
    options: 'panels=teardown-queue,protection&autoplay',
    hash: '#v=1&strategy=deferred',
  },
  {
    name: 'iotlb',
    title: 'What the IOTLB remembers',
    about: 'Sets and ways with their age; stale ones are marked.',
    options: 'panels=iotlb,page-tables&autoplay&speed=1:5000',
    hash: '#v=1&strategy=optimistic',
  },
  {
    name: 'memory',
    title: 'What a device of its own costs in memory',
    about: 'Direct assignment pins all of a guest’s memory.',
    options: 'panels=protection&autoplay',
    hash: '#v=1&setting=direct&strategy=passthrough',
  },
];
