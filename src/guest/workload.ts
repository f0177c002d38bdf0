import type { WorkloadName } from '../config/identifiers.ts';

/** What keeps the guest busy. Between interrupts it is done piece by piece. */
export interface Workload {
  readonly name: WorkloadName;
  /** Begins; the devices are up. */
  start(): void;
  /** Starts nothing new. What is in flight completes, and nothing stays mapped for it. */
  stop(): void;
  /** Whether there is a piece of work that can be done now. */
  readonly ready: boolean;
  /** Does one short piece; only while ready. */
  step(): void;
}
