import { DEFAULT_CONFIG, type MachineConfig } from '../../src/config/machine-config.ts';

/** A machine with little to do, so that cells of the matrix are measured quickly: a slow link, large frames, short limits. */
export const QUIET: MachineConfig = {
  ...DEFAULT_CONFIG,
  ringSize: 64,
  guestMemoryMiB: 256,
  linkGbps: 1,
  framePayloadBytes: 4000,
  ageLimitMicroseconds: 500,
  flushTimeoutMicroseconds: 500,
};
