import { createStore, type StoreApi } from 'zustand/vanilla';

/** How a viewer has arranged the page: nothing that the emulator knows of. */
export interface ViewState {
  /** Panel that fills the page. */
  readonly maximized: string | undefined;
  /** Address under the pointer or the focus, marked in every panel. */
  readonly pointedIova: number | undefined;
  /** Whether pictures show their tables too. */
  readonly showsTables: boolean;
}

export type ViewStore = StoreApi<ViewState>;

export function createViewStore(): ViewStore {
  return createStore<ViewState>(() => ({ maximized: undefined, pointedIova: undefined, showsTables: false }));
}
