import { pageBase } from '../base/bits.ts';
import type { Lab } from './lab.ts';
import type { Selection } from './lab-state.ts';
import type { ViewState } from './view-state.ts';

/** Page of the address that is marked in every panel: under the pointer, or else of the cell or address that is chosen. */
export function pointedPage(
  { pointedIova, chosenCell }: Pick<ViewState, 'pointedIova' | 'chosenCell'>,
  selection: Selection,
): number | undefined {
  const iova = pointedIova ?? chosenCell?.iova ?? (selection.kind === 'iova' ? selection.iova : undefined);
  return iova === undefined ? undefined : pageBase(iova);
}

/** Asks why the cell is as it is that the viewer chose; of none, the one that the page tables are about. */
export function askAboutChosen({ view, actions }: Lab): void {
  const { chosenCell, shownCell } = view.getState();
  const cell = chosenCell ?? shownCell;
  if (cell !== undefined) actions.ask(cell.what, cell.about);
}
