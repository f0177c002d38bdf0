import { hex } from '../../../narration/format.ts';
import type { ChosenCell } from '../../../store/chosen-cell.ts';

/** An entry of a table, as something about which one may ask why it is so. */
export function entryCell(side: 'guest' | 'shadow', level: number, index: number, address: number): ChosenCell {
  return {
    what: { kind: side === 'shadow' ? 'shadow-entry' : 'entry', address },
    about: `Entry ${index} of level ${level} at ${hex(address)}${side === 'shadow' ? ' in the shadow' : ''}`,
  };
}
