import { array, number, object, safeParse, string } from 'valibot';
import type { RecordingOffer } from './recordings.ts';

const MANIFEST = array(object({ file: string(), title: string(), description: string(), bytes: number() }));

/** The list in `traces/manifest.json`; undefined when it is not such a list. */
export function parseManifest(json: unknown): readonly RecordingOffer[] | undefined {
  const result = safeParse(MANIFEST, json);
  return result.success ? result.output : undefined;
}
