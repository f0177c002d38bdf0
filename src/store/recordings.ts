/** What is known of the recording that is replayed, or that could not be. */
export type RecordingState =
  | { readonly kind: 'none' }
  /** Being fetched or read; share of it done, 0 … 1. */
  | { readonly kind: 'reading'; readonly name: string; readonly share: number }
  | { readonly kind: 'loaded'; readonly name: string; readonly operations: number; readonly unparsedLines: number }
  | { readonly kind: 'refused'; readonly name: string; readonly reason: string };

/** A recording that comes with the page. */
export interface RecordingOffer {
  /** File name below `traces/`. */
  readonly file: string;
  readonly title: string;
  readonly description: string;
  /** Size of the file. */
  readonly bytes: number;
}

/** Largest file that is read: beyond it a browser's memory is at risk. */
export const LARGEST_RECORDING_BYTES = 512 * 1024 * 1024;
