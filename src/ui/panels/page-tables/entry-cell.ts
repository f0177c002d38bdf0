import { hex } from '../../../narration/format.ts';
import type { ChosenCell } from '../../../store/chosen-cell.ts';

type Side = 'guest' | 'shadow';

/** An entry of a table, as something about which one may ask why it is so. */
export function entryCell(side: Side, level: number, index: number, address: number): ChosenCell {
  return askable(side, `Entry ${index} of level ${level}`, address);
}

/** An entry of the root table or of a context table, as the same. @param name such as `context entry 8` */
export function namedEntryCell(side: Side, name: string, address: number): ChosenCell {
  return askable(side, `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, address);
}

function askable(side: Side, name: string, address: number): ChosenCell {
  return {
    what: { kind: side === 'shadow' ? 'shadow-entry' : 'entry', address },
    about: `${name} at ${hex(address)}${side === 'shadow' ? ' in the shadow' : ''}`,
  };
}
