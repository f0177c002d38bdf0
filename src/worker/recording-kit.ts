import { Assessment } from './assessment.ts';
import type { HostEnvironment } from './environment.ts';
import { RecordingLoader } from './recording-loader.ts';

/** What only a recording needs. */
export interface RecordingKit {
  /** @param failed hears of a bug. */
  readonly createLoader: (environment: HostEnvironment, failed: (error: unknown) => void) => RecordingLoader;
  /** @param failed hears of a bug. */
  readonly createAssessment: (environment: HostEnvironment, failed: (error: unknown) => void) => Assessment;
}

/** Hands over the kit, at once or when it has come. @param failed hears why it cannot be had. */
export type RecordingSource = (take: (kit: RecordingKit) => void, failed: (reason: string) => void) => void;

export const RECORDING_KIT: RecordingKit = {
  createLoader: (environment, failed) => new RecordingLoader(environment, failed),
  createAssessment: (environment, failed) => new Assessment(environment, failed),
};
