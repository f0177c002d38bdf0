import { testBit } from '../base/bits.ts';
import { CELL, JUST_WRITTEN, type IotlbSection } from '../protocol/snapshot.ts';
import { counted, hex, integer } from './format.ts';
import { CELL_LABEL } from './names.ts';

/** One cell of the IOTLB in words. */
export function iotlbCellInWords(iotlb: IotlbSection, cell: number, address: (value: number) => string = hex): string {
  const where = `set ${Math.floor(cell / iotlb.ways)}, way ${cell % iotlb.ways}`;
  if ((iotlb.state[cell] ?? 0) % JUST_WRITTEN === CELL.empty) return `${where}: empty`;
  return `${where}, domain ${iotlb.domainId[cell]}, ${translationInWords(iotlb, cell, address)}`;
}

/** What a cell that is not empty translates, and whether it should. */
export function translationInWords(
  iotlb: IotlbSection,
  cell: number,
  address: (value: number) => string = hex,
): string {
  const state = (iotlb.state[cell] ?? 0) % JUST_WRITTEN;
  const permissions = iotlb.permissions[cell] ?? 0;
  const may = `${testBit(permissions, 0) ? 'R' : ''}${testBit(permissions, 1) ? 'W' : ''}`;
  const isLarge = iotlb.pageShift[cell] !== 12;
  const size = isLarge ? (iotlb.pageShift[cell] === 21 ? ', 2 MiB' : ', 1 GiB') : '';
  return `${address(iotlb.iova[cell]!)} → ${address(iotlb.hpa[cell]!)}, ${may}${size}, ${CELL_LABEL[state]}`;
}

/** The whole IOTLB in words. */
export function iotlbInWords(iotlb: IotlbSection): string {
  const counts = [CELL.live, CELL.awaitingTeardown, CELL.awaitingFlush, CELL.stale].map((state) => {
    let count = 0;
    for (const raw of iotlb.state) if (raw % JUST_WRITTEN === state) count += 1;
    return `${count} ${CELL_LABEL[state]}`;
  });
  return `${counted(iotlb.sets, 'set')} of ${iotlb.ways} ways: ${counts.join(', ')}. ${integer(iotlb.hits)} hits, ${integer(iotlb.misses)} misses, ${integer(iotlb.evictions)} evictions so far.`;
}
