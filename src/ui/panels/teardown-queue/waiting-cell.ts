import { hex } from '../../../narration/format.ts';
import type { ChosenCell } from '../../../store/chosen-cell.ts';

/** An entry of a queue, as something about which one may ask why it is so. */
export function waitingCell(
  { iova, domainId }: { readonly iova: Float64Array; readonly domainId: Uint16Array },
  i: number,
): ChosenCell {
  const first = iova[i]!;
  return {
    what: { kind: 'iova', domainId: domainId[i]!, iova: first },
    about: `Page ${hex(first)} of domain ${domainId[i]}`,
    iova: first,
  };
}
