import type { LiveSettings, MachineConfig } from '../config/machine-config.ts';

/** What the rogue device is told to do. */
export type RogueTarget = 'never-mapped' | 'just-unmapped' | 'read-only' | 'other-guest';

/** A command that altered a machine, as the emulator logs it. */
export type LoggedCommand =
  | { readonly kind: 'adjust'; readonly change: Partial<LiveSettings> }
  | { readonly kind: 'rogue'; readonly target: RogueTarget };

export interface LoggedEntry {
  /** Simulated time, ps: everything due until then had happened when the command took effect. */
  readonly at: number;
  readonly command: LoggedCommand;
}

/** A recording is named, never carried: whoever opens a link or file to one is asked for it. */
export interface RecordingName {
  readonly name: string;
  /** `ByteHash` of the file as it was opened. */
  readonly hash: string;
}

/** A place in a run, by what led there: the same everywhere, to the last bit. */
export interface RunMoment {
  /** What the machine was at its start, with the seed. */
  readonly config: MachineConfig;
  /** Oldest first. */
  readonly commands: readonly LoggedEntry[];
  /** Simulated time, ps: everything due until then has happened, unless `acts` says where to stop before. */
  readonly time: number;
  /** Acts since the start. Needed only where several are due at `time` and not all of them have happened. */
  readonly acts: number | undefined;
  /** The event that is shown, by its number, when the viewer looks into the middle of an act. */
  readonly event: number | undefined;
  readonly recording: RecordingName | undefined;
}

/** Latest moment that is opened: an hour of simulated time. Getting there takes about as long, or many times longer. */
export const LATEST_OPENED_PS = 3600e12;
/** Most commands of a moment that is opened: more is not a viewer's doing. */
export const MOST_COMMANDS = 20_000;
