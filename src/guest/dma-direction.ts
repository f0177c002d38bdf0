import type { Brand } from '../base/brand.ts';
import { andNot, or } from '../base/bits.ts';
import { SLPTE_R, SLPTE_W } from '../spec/remapping-structures.ts';

/** Which way a transfer goes, seen from memory: a device reads a buffer `to-device` (Linux `enum dma_data_direction`). */
export type DmaDirection = 'to-device' | 'from-device' | 'bidirectional';

/** What a mapping lets a device do: the R and W bits of its second-level entries (1, 2 or 3). */
export type Permissions = Brand<number, 'Permissions'>;

const READ = SLPTE_R as Permissions;
const WRITE = SLPTE_W as Permissions;
const READ_WRITE = or(SLPTE_R, SLPTE_W) as Permissions;

/** Exactly what a direction needs: to-device R, from-device W, bidirectional both (Linux `dma_info_to_prot`). */
export function permissionsFor(direction: DmaDirection): Permissions {
  if (direction === 'to-device') return READ;
  return direction === 'from-device' ? WRITE : READ_WRITE;
}

/** Whether a mapping with permissions `has` may serve a request for `wanted`. */
export function allows(has: number, wanted: number): boolean {
  return andNot(wanted, has) === 0;
}
