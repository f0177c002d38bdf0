import addresses from './recording-kit.ts?addresses';
import type { RecordingKit, RecordingSource } from './recording-kit.ts';

/*
 * What `recordings-inside.ts` is to the page as one file, for the site: the build puts this module in its place.
 */

/** What recordings need, loaded when the first one comes; one file after the other, as the emulator itself is. */
export const recordings: RecordingSource = (take, failed) => {
  load().then(take, (error: unknown) => failed(`the code that reads recordings could not be loaded: ${String(error)}`));
};

async function load(): Promise<RecordingKit> {
  let loaded: unknown;
  for (const address of addresses) loaded = await import(/* @vite-ignore */ address);
  return (loaded as { readonly RECORDING_KIT: RecordingKit }).RECORDING_KIT;
}
