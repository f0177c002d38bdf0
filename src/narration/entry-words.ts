import { and } from '../base/bits.ts';
import {
  CONTEXT_P,
  contextAddressWidth,
  contextDomainId,
  contextTranslationType,
  entryAddress,
  isLeaf,
  levelsOfAddressWidth,
  SLPTE_R,
  SLPTE_RW,
  TRANSLATION_PASS_THROUGH,
} from '../spec/remapping-structures.ts';
import { hex } from './format.ts';

/** What a second-level entry says to a device, for those who do not want its bits. */
export function pagingEntryInWords(level: number, low: number, high: number): string {
  const rights = and(low, SLPTE_RW);
  if (rights === 0) return 'leads nowhere: an access faults';
  const may = rights === SLPTE_RW ? 'read and write' : rights === SLPTE_R ? 'only read' : 'only write';
  const where = hex(entryAddress(low, high));
  return isLeaf(low, level) ? `the page at ${where}: the device may ${may}` : `the next table is at ${where}`;
}

/** What a context entry, four words of it, says of its device. */
export function contextEntryInWords(words: ArrayLike<number>): string {
  const [low = 0, high = 0, upper = 0] = Array.from(words);
  if (and(low, CONTEXT_P) === 0) return 'absent: every access of this device faults';
  if (contextTranslationType(low) === TRANSLATION_PASS_THROUGH) return 'every address passes as it is';
  const levels = levelsOfAddressWidth(contextAddressWidth(upper));
  return `domain ${contextDomainId(upper)}; ${levels} levels of tables, the first at ${hex(entryAddress(low, high))}`;
}
