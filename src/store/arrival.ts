import type { LinkNote } from '../settings/link-fields.ts';
import type { Moment } from '../settings/moment.ts';

/** How the page came to what it shows, as far as a viewer has to know. */
export interface Arrival {
  /** What of a link was not taken. */
  readonly notes: readonly LinkNote[];
  /** A moment that needs a recording which the page does not have: the viewer is asked for it. */
  readonly wanting: Moment | undefined;
  /** A run file that could not be opened. */
  readonly refused: { readonly name: string; readonly reason: string } | undefined;
  /** Whether the machine of a moment that was opened has not been reported yet. */
  readonly isUnderWay: boolean;
}

export const ARRIVED: Arrival = { notes: [], wanting: undefined, refused: undefined, isUnderWay: false };
