import { DEFAULT_CONFIG, type MachineConfig } from './machine-config.ts';

/**
 * The machine that a recording is replayed on unless told otherwise: like the recorded one, not like the paper's. Linux 6.x
 * drives the invalidation queue, walks three levels where the hardware has 39 bits, and flushes (`iova_fq`) 256 entries or
 * 10 ms after the first, domain by domain; it has such a queue for each processor, ours is one.
 */
export const REPLAY_CONFIG: MachineConfig = {
  ...DEFAULT_CONFIG,
  workload: 'recording',
  strategy: 'strict',
  invalidation: 'queued',
  addressWidth: 39,
  flushHighWaterMark: 256,
  flushTimeoutMicroseconds: 10_000,
  flushScope: 'domain',
};
