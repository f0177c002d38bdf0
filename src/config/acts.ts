/**
 * The acts that cost a core time. Software charges acts by name and never knows a price: the cost model
 * (`cost-model.ts`) says what each costs in a given setting and strategy.
 */
export const ACTS = [
  { name: 'network-stack', help: 'everything a frame costs besides its DMA mapping: socket, TCP, driver, interrupt' },
  { name: 'storage-stack', help: 'everything a block request costs besides its DMA mapping' },
  { name: 'allocate-iova', help: 'find a free range of I/O virtual addresses' },
  { name: 'write-entry', help: 'write one second-level paging entry' },
  { name: 'find-iova', help: 'look up the range that is being unmapped' },
  { name: 'clear-entry', help: 'clear one second-level paging entry and free emptied tables' },
  { name: 'free-iova', help: 'give the range back to the allocator' },
  { name: 'book-keep', help: 'locks, statistics and lists of one unmap' },
  { name: 'take-back', help: 'find the page among the mapped or awaiting ones and take it back' },
  { name: 'let-go', help: 'drop a reference, or join the teardown queue' },
  { name: 'register-write', help: 'one write to a register of the IOMMU' },
  { name: 'register-read', help: 'one read of a register of the IOMMU, while it is polled' },
  { name: 'descriptor-write', help: 'write one invalidation descriptor to the queue in memory' },
  { name: 'status-poll', help: 'one look at the status word that a wait descriptor writes' },
  { name: 'doorbell', help: 'one write to a doorbell of the device' },
  { name: 'copy-page', help: 'copy one page (a bounce buffer)' },
] as const;

export type ActName = (typeof ACTS)[number]['name'];

/** Number of acts: the length of every price list. */
export const ACT_COUNT = ACTS.length;

/** Act index by name: `ACT['write-entry']`. */
export const ACT = Object.fromEntries(ACTS.map((row, index) => [row.name, index])) as Readonly<Record<ActName, number>>;
