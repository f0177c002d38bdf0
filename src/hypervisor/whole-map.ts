import { PAGE_SIZE } from '../bus/addresses.ts';
import { SLPTE_RW } from '../spec/remapping-structures.ts';
import type { GuestMemory } from './guest-memory.ts';
import { ShadowTable, type HostTablePorts } from './shadow-table.ts';

/** Pages of a leaf by level. */
const SPAN = [0, 1, 512, 512 * 512] as const;

/**
 * A table that maps all of a guest's memory, GPA → HPA, for devices that use guest physical addresses: direct assignment,
 * and context entries of pass-through type. Leaves are as large as memory lies in a row (a host backs guests with large
 * pages), everything that was reclaimed is brought back.
 */
export function mapWholeGuest(
  ports: HostTablePorts,
  memory: GuestMemory,
  levels: number,
  domainId: number,
): ShadowTable {
  const table = new ShadowTable(ports, levels, domainId);
  for (let frame = 0; frame < memory.frames;) {
    const level = leafLevel(memory, frame);
    const hpa = memory.hostFrame(frame) * PAGE_SIZE;
    if (level === 1) table.set(frame, hpa, SLPTE_RW);
    else table.setLarge(frame, level, hpa, SLPTE_RW);
    frame += SPAN[level];
  }
  return table;
}

function leafLevel(memory: GuestMemory, frame: number): 1 | 2 | 3 {
  for (const level of [3, 2] as const) {
    const span = SPAN[level];
    const fits = frame % span === 0 && frame + span <= memory.frames && memory.isContiguous(frame, span);
    if (fits && memory.hostFrame(frame) % span === 0) return level;
  }
  return 1;
}
