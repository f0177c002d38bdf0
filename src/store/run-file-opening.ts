import type { Moment, ViewVocabulary } from '../settings/moment.ts';
import { RunFileError } from '../settings/run-file-error.ts';
import { MOST_RUN_FILE_CHARACTERS, parseRunFile } from '../settings/run-file.ts';

/** What a file turned out to be, by its content: its name says nothing. */
export type FileContent =
  | { readonly kind: 'run'; readonly moment: Moment }
  | { readonly kind: 'damaged'; readonly reason: string }
  /** Perhaps a recording; whoever reads those will say. */
  | { readonly kind: 'other' };

/** Reads a file if it is a run file. A recording is text that no object begins, or is compressed. */
export async function readRunFile(file: Blob, vocabulary: ViewVocabulary): Promise<FileContent> {
  try {
    const start = await file.slice(0, 256).text();
    if (
      !start
        .replace(/^\u{feff}/u, '')
        .trimStart()
        .startsWith('{')
    )
      return { kind: 'other' };
    if (file.size > 4 * MOST_RUN_FILE_CHARACTERS) return { kind: 'damaged', reason: 'it is too large for a run file' };
    const text = await file.text();
    return { kind: 'run', moment: parseRunFile(text.replace(/^\u{feff}/u, ''), vocabulary) };
  } catch (error) {
    if (error instanceof RunFileError) return { kind: 'damaged', reason: error.message };
    // Whoever reads recordings will say what is wrong with it.
    return { kind: 'other' };
  }
}
