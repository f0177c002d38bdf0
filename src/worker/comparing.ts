import type { MachineConfig } from '../config/machine-config.ts';
import type { LoggedCommand } from '../protocol/run-moment.ts';
import { impossibility } from './impossible.ts';
import type { MachineMaker } from './machine-maker.ts';
import type { Stage } from './stage.ts';
import type { Theatre } from './theatre.ts';
import { difference, Twin } from './twin.ts';

/** Bytes of checkpoints of the machine that is compared with. */
const TWIN_HISTORY_BYTES = 32 * 1024 * 1024;

/** Puts a second machine beside the first, keeps it in step, and takes it away where there can be none, which is said. */
export class Comparing {
  private readonly maker: MachineMaker;
  private readonly refuse: (reason: string) => void;

  constructor(maker: MachineMaker, refuse: (reason: string) => void) {
    this.maker = maker;
    this.refuse = refuse;
  }

  /** @param initial what the first machine was at its start. @param config of the second; undefined: none. */
  start(theatre: Theatre, initial: MachineConfig, config: MachineConfig | undefined): void {
    const { stage, transport } = theatre;
    if (config === undefined) {
      stage.compareWith(undefined);
      transport.publish();
    } else this.by(theatre, initial, difference(stage.machine.config, config));
  }

  /** Puts a second machine beside the first, with these settings of its own. */
  by({ stage, transport }: Theatre, initial: MachineConfig, apart: Partial<MachineConfig>): void {
    const twin = this.twin(initial, apart);
    stage.compareWith(twin);
    if (twin === undefined) transport.publish();
    else transport.awaitTwin();
  }

  /** The first machine follows another course: the second, if there is one, starts anew and has to come along. */
  renew(stage: Stage, initial: MachineConfig): void {
    if (stage.twin !== undefined) stage.compareWith(this.twin(initial, stage.twin.apart));
  }

  /** The second machine takes a command first, when it can; otherwise it goes. */
  alter(stage: Stage, command: LoggedCommand): void {
    const { twin } = stage;
    if (twin === undefined) return;
    try {
      twin.perform(command, stage.timeline);
    } catch (error) {
      const reason = impossibility(error, twin.timeline.machine.config);
      if (reason === undefined) throw error;
      stage.compareWith(undefined);
      this.refuse(`compare: ${reason}`);
    }
  }

  /** A second machine at its start; undefined when there can be none. */
  private twin(initial: MachineConfig, apart: Partial<MachineConfig>): Twin | undefined {
    const made = this.maker.attempt({ ...initial, ...apart }, TWIN_HISTORY_BYTES);
    if (typeof made !== 'string') return new Twin(made, apart);
    this.refuse(`compare: ${made}`);
    return undefined;
  }
}
