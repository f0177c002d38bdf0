import { gunzipSync } from 'fflate';
import { boolean, object, record, safeParse, string, unknown } from 'valibot';
import { parseManifest } from './recording-manifest.ts';
import type { RecordingOffer } from './recordings.ts';

/*
 * What `own-files.ts` is to the site, for the page as one file: the build puts this module in its place. Nothing is fetched; the
 * recordings lie in the page itself.
 */

const BUNDLE = object({
  manifest: unknown(),
  files: record(string(), object({ isPacked: boolean(), base64: string() })),
});

function bundle() {
  const text = document.getElementById('bundled-recordings')?.textContent;
  const result = safeParse(BUNDLE, text === undefined || text === null ? undefined : JSON.parse(text));
  return result.success ? result.output : undefined;
}

/** The recordings that come with the page. */
export function listRecordings(): Promise<readonly RecordingOffer[]> {
  return Promise.resolve(parseManifest(bundle()?.manifest) ?? []);
}

/** One of those recordings, byte for byte as the site has it. @throws when it is not there */
export function readRecording(file: string): Promise<ArrayBuffer> {
  const files = bundle()?.files ?? {};
  const found = Object.hasOwn(files, file) ? files[file] : undefined;
  if (found === undefined) return Promise.reject(new Error('it is not in this file'));
  const bytes = Uint8Array.from(atob(found.base64), (character) => character.codePointAt(0)!);
  return Promise.resolve((found.isPacked ? gunzipSync(bytes) : bytes).slice().buffer);
}
