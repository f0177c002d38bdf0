import type { MachineConfig } from '../config/machine-config.ts';
import type { RogueVerdict, RunState } from '../protocol/reports.ts';
import type { Metrics, Sections } from '../protocol/snapshot.ts';
import type { EventColumns } from '../trace/event-columns.ts';

/** What a tour sees of the machine: the live state that texts are filled from and conditions are asked of. */
export interface LabView {
  /** Simulated time, ps. */
  readonly now: number;
  readonly run: RunState;
  readonly machine: number;
  /** As the emulator reported it last. */
  readonly reportedConfig: MachineConfig;
  readonly metrics: Metrics | undefined;
  readonly sections: Partial<Sections>;
  /** Shares over the recent past, 0 … 1. */
  readonly rates: { readonly hitRate: number | undefined; readonly reuseRate: number | undefined };
  readonly verdict: RogueVerdict | undefined;
  /** The latest events in a ring; `total` were ever put in, the newest stands at `total - 1` modulo its capacity. */
  readonly log: { readonly columns: EventColumns; readonly total: number };
  readonly recording: { readonly kind: string };
}
