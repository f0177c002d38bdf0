import { RECORDING_KIT, type RecordingSource } from './recording-kit.ts';

/** What recordings need, as part of the emulator. */
export const recordings: RecordingSource = (take) => take(RECORDING_KIT);
