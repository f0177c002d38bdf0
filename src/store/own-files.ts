import type { RecordingOffer } from './recordings.ts';

/** Files that come with the page. Nothing else on the page makes a request; paths are relative to the page. */
const folder = (): string => new URL('traces/', document.baseURI).href;

/** The recordings that come with the page; none when they are missing (a single file, opened from disk). */
export async function listRecordings(): Promise<readonly RecordingOffer[]> {
  try {
    const response = await fetch(new URL('manifest.json', folder()));
    if (!response.ok) return [];
    const { parseManifest } = await import('./recording-manifest.ts');
    return parseManifest(await response.json()) ?? [];
  } catch {
    return [];
  }
}

/** One of those recordings. @throws when it cannot be had. */
export async function readRecording(file: string): Promise<ArrayBuffer> {
  const response = await fetch(new URL(file, folder()));
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.arrayBuffer();
}
