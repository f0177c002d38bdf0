import { createStore, type StoreApi } from 'zustand/vanilla';

/** How much pictures of tables and registers show: what it means, or every bit. */
export type Detail = 'simple' | 'full';

/** How a viewer has arranged the page: nothing that the emulator knows of. */
export interface ViewState {
  /** Panel that fills the page. */
  readonly maximized: string | undefined;
  /** Address under the pointer or the focus, marked in every panel. */
  readonly pointedIova: number | undefined;
  /** Number of the event that the log was asked to show. */
  readonly soughtEvent: number | undefined;
  /** Whether pictures show their tables too. */
  readonly showsTables: boolean;
  readonly detail: Detail;
  /** Counts the viewer's wishes to see the list of tours. */
  readonly toursAsked: number;
}

export type ViewStore = StoreApi<ViewState>;

export function createViewStore(): ViewStore {
  return createStore<ViewState>(() => ({
    maximized: undefined,
    pointedIova: undefined,
    soughtEvent: undefined,
    showsTables: false,
    detail: 'simple',
    toursAsked: 0,
  }));
}
