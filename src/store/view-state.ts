import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChosenCell } from './chosen-cell.ts';

/** How much pictures of tables and registers show: what it means, or every bit. */
export type Detail = 'simple' | 'full';

/** A step of a tour; the first is 0, as in links. */
export interface TourPlace {
  readonly name: string;
  readonly step: number;
}

/** What can be asked of the tours: their list, a step of one, or to leave. */
export type TourWish = { readonly kind: 'list' | 'leave' } | { readonly kind: 'take'; readonly place: TourPlace };

/** What only a part of the page can do, such as the one that holds a dialog. */
export type PageWish = 'share' | 'settings' | 'open-file' | 'save-svg' | 'save-png';

/** How a viewer has arranged the page: nothing that the emulator knows of. */
export interface ViewState {
  /** Panel that fills the page. */
  readonly maximized: string | undefined;
  /** The only panels that are shown, in this order, by the names that links have for them; undefined = all. */
  readonly shownPanels: readonly string[] | undefined;
  /** Address under the pointer or the focus, marked in every panel. */
  readonly pointedIova: number | undefined;
  /** The cell that the viewer chose last, in whatever picture. */
  readonly chosenCell: ChosenCell | undefined;
  /** The entry that the page tables are about. */
  readonly shownCell: ChosenCell | undefined;
  /** Number of the event that the log was asked to show. */
  readonly soughtEvent: number | undefined;
  /** Whether pictures stand as tables. */
  readonly showsTables: boolean;
  /** How addresses are written in words. */
  readonly numbers: 'hex' | 'decimal';
  readonly detail: Detail;
  /** The panel that a small window shows, by its short name. */
  readonly onlyPanel: string;
  /** What the viewer asked for by name that a part of the page has to do, and has not begun yet. */
  readonly wish: PageWish | undefined;
  /** Whether the table of prices is open. */
  readonly showsCosts: boolean;
  /** What is asked of the tours and has not been taken up yet. */
  readonly tourWish: TourWish | undefined;
  /** Where the viewer is in a tour; undefined outside of one. Only the tour itself writes it. */
  readonly tourPlace: TourPlace | undefined;
  /** Whether the opening story is told; undefined until the page has decided by its address. */
  readonly isStoryOn: boolean | undefined;
}

export type ViewStore = StoreApi<ViewState>;

export function createViewStore(): ViewStore {
  return createStore<ViewState>(() => ({
    maximized: undefined,
    shownPanels: undefined,
    pointedIova: undefined,
    chosenCell: undefined,
    shownCell: undefined,
    soughtEvent: undefined,
    showsTables: false,
    numbers: 'hex',
    detail: 'simple',
    onlyPanel: 'throughput',
    wish: undefined,
    showsCosts: false,
    tourWish: undefined,
    tourPlace: undefined,
    isStoryOn: undefined,
  }));
}
