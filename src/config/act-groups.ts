import { ACT, type ActName } from './acts.ts';

/** Acts that a viewer reads as one reason for spending cycles. */
export interface ActGroup {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly acts: readonly ActName[];
}

/** Every act belongs to one group; the order is the order of the bar. */
export const ACT_GROUPS = [
  {
    name: 'stack',
    label: 'network and storage stack',
    help: 'what a frame or request costs besides its DMA mapping',
    acts: ['network-stack', 'storage-stack', 'doorbell', 'copy-page'],
  },
  {
    name: 'iova',
    label: 'I/O virtual addresses',
    help: 'finding, looking up and freeing ranges',
    acts: ['allocate-iova', 'find-iova', 'free-iova', 'book-keep'],
  },
  {
    name: 'tables',
    label: 'page-table entries',
    help: 'writing and clearing them',
    acts: ['write-entry', 'clear-entry'],
  },
  {
    name: 'invalidate',
    label: 'invalidating and waiting',
    help: 'asking the IOMMU to forget, and waiting until it has',
    acts: ['register-write', 'register-read', 'descriptor-write', 'status-poll'],
  },
  {
    name: 'reuse',
    label: 'taking mappings back',
    help: 'finding a mapping that is still alive, or letting go of one',
    acts: ['take-back', 'let-go'],
  },
  {
    name: 'exits',
    label: 'exits and emulation',
    help: 'leaving and entering the guest at each register access, and decoding it',
    acts: ['vm-exit', 'emulate-access', 'vm-entry'],
  },
  {
    name: 'shadow',
    label: 'shadow table and pins',
    help: 'reading the guest’s tables, writing the shadow, pinning, and the physical IOMMU',
    acts: ['guest-table-read', 'shadow-write', 'pin', 'unpin', 'physical-write', 'physical-read', 'swap-in'],
  },
  {
    name: 'polling',
    label: 'polling',
    help: 'finding what the guest asked for in its register page or its queue',
    acts: ['line-transfer', 'sidecore-decode', 'descriptor-fetch'],
  },
] as const satisfies readonly ActGroup[];

export type ActGroupName = (typeof ACT_GROUPS)[number]['name'];

/** Sum over the acts of a group of a list by act index. */
export function groupSum(group: ActGroup, byAct: ArrayLike<number>): number {
  return group.acts.reduce((sum, act) => sum + (byAct[ACT[act]] ?? 0), 0);
}
