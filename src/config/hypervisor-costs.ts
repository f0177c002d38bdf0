import { cycles, factor, fitted, published, split, type CostKey, type CostRow } from './cost-rows.ts';

const SLIDE = 'slide 16 of the authors’ talk, USENIX ATC 2011';
const SAMECORE = 'interaction 30645 (slide 16): six trapped accesses, one map and one unmap';
const SIDECORE = 'interaction 7321 (slide 16): two polled invalidations, one map and one unmap';
const EMULATION = 'interaction 30645 and 7321 (slide 16), the part that both share';
const PHYSICAL = 'interaction 2316 (slide 16): the same two writes and seven polls as on bare metal';

/** Acts of a hypervisor, and what a guest pays more or less than an OS on bare metal. */
export type HypervisorKey = Extract<
  CostKey,
  | 'vm-exit'
  | 'emulate-access'
  | 'vm-entry'
  | 'guest-table-read'
  | 'shadow-write'
  | 'pin'
  | 'unpin'
  | 'physical-write'
  | 'physical-read'
  | 'swap-in'
  | 'line-transfer'
  | 'sidecore-decode'
  | 'descriptor-fetch'
  | 'samecore-logic-factor'
  | 'sidecore-logic-factor'
  | 'virtualization-tax'
  | 'shared-store'
  | 'sidecore-poll-period'
>;

/**
 * The hypervisor of the vIOMMU paper's testbed. For one strict map and unmap by registers:
 *
 * samecore: 6 × (2000 + 1838 + 600) + (100 + 150 + 701) + (100 + 150 + 2 × 101 + 7 × 302 + 500) = 30645;
 * sidecore: 2 × (2 × 100 + 100 on average until the next poll + 3 × 150 + 902) + the same two = 7321.
 */
export function paperHypervisor(): Readonly<Record<HypervisorKey, CostRow>> {
  return {
    'vm-exit': cycles(
      2000,
      'each trapped register access',
      published('SplitX (WIOV 2011): the direct cost of an exit'),
    ),
    'emulate-access': cycles(1838, 'each trapped register access', split(SAMECORE)),
    'vm-entry': cycles(600, 'each trapped register access', split(SAMECORE)),
    'guest-table-read': cycles(100, 'each page looked up in the guest’s tables', split(EMULATION)),
    'shadow-write': cycles(150, 'each shadow entry written or cleared', split(EMULATION)),
    pin: cycles(701, 'each shadow entry that begins to name a page frame', split(EMULATION)),
    unpin: cycles(500, 'each shadow entry that ceases to', split(EMULATION)),
    'physical-write': cycles(101, 'each register write of the hypervisor', split(PHYSICAL)),
    'physical-read': cycles(302, 'each poll of the hypervisor', split(PHYSICAL)),
    'swap-in': cycles(
      644_600,
      'each reclaimed page that is needed again',
      published('220 µs for one page fault of a NIC: Lesokhin et al., ASPLOS 2017, second hand; taken for any page'),
    ),
    'line-transfer': cycles(150, 'each cache line that changes cores', split(SIDECORE)),
    'sidecore-decode': cycles(902, 'each command that the sidecore finds', split(SIDECORE)),
    'descriptor-fetch': cycles(100, 'each queued invalidation', split('no source: as reading a guest table')),
    'samecore-logic-factor': factor(4324 / 4593, 'logic acts of a guest whose accesses trap', published(SLIDE)),
    'sidecore-logic-factor': factor(1904 / 4593, 'logic acts of a guest beside a sidecore', published(SLIDE)),
    'virtualization-tax': cycles(
      1125,
      'each frame or block request in a guest: interrupt exits and the like',
      fitted('1475 + 1125 = 2600 a frame: samecore, optimistic 82 %; sidecore, strict 30 %'),
    ),
    'shared-store': cycles(100, 'each register write beside a sidecore', split(SIDECORE)),
    'sidecore-poll-period': cycles(200, 'from one look at the registers to the next', split(SIDECORE)),
  };
}
