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
  { name: 'vm-exit', help: 'leave the guest because it touched a register of the emulated IOMMU' },
  { name: 'emulate-access', help: 'decode a trapped register access and find what it means' },
  { name: 'vm-entry', help: 'go back into the guest' },
  { name: 'guest-table-read', help: 'read what the guest’s tables say of one page' },
  { name: 'shadow-write', help: 'write or clear one entry of the shadow table' },
  { name: 'pin', help: 'pin the page frame that a shadow entry names' },
  { name: 'unpin', help: 'unpin it again' },
  { name: 'physical-write', help: 'the hypervisor writes a register of the physical IOMMU' },
  { name: 'physical-read', help: 'the hypervisor reads a register of the physical IOMMU, while it polls it' },
  { name: 'swap-in', help: 'bring a reclaimed page back from the swap device' },
  { name: 'line-transfer', help: 'a cache line moves between the guest’s core and the sidecore' },
  { name: 'sidecore-decode', help: 'the sidecore decodes the registers that it found written' },
  { name: 'descriptor-fetch', help: 'the hypervisor reads one descriptor of the guest’s invalidation queue' },
] as const;

export type ActName = (typeof ACTS)[number]['name'];

/** Number of acts: the length of every price list. */
export const ACT_COUNT = ACTS.length;

/** Act index by name: `ACT['write-entry']`. */
export const ACT = Object.fromEntries(ACTS.map((row, index) => [row.name, index])) as Readonly<Record<ActName, number>>;
