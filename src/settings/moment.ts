import type { MachineConfig } from '../config/machine-config.ts';
import type { RunMoment } from '../protocol/run-moment.ts';

export type { LoggedCommand, LoggedEntry, RecordingName } from '../protocol/run-moment.ts';

/** What a viewer looks at in the page tables: whatever was written last, or one address. */
export type SelectedAddress =
  { readonly kind: 'latest' } | { readonly kind: 'iova'; readonly domainId: number; readonly iova: number };

/** How a viewer looks at a machine. */
export interface View {
  readonly selection: SelectedAddress;
  /** Panels that are shown; undefined = as the page has them. */
  readonly panels: readonly string[] | undefined;
  readonly tour: { readonly name: string; readonly step: number } | undefined;
  /** The panel that fills the page. */
  readonly large: string | undefined;
  /** Place on the speed slider, by a name that stays: `1:500`, `5/s`, `full`. */
  readonly speed: string | undefined;
  /** How panels show their content, how addresses are written, and how much of the bits: words of `VIEW_WORDS`. */
  readonly shows: string | undefined;
  readonly numbers: string | undefined;
  readonly detail: string | undefined;
  /** Whether the run goes on from the moment; undefined = from the start it does, from any other moment it does not. */
  readonly plays: boolean | undefined;
}

/** A moment of a run as a viewer saw it. Everything that decides the picture, and nothing else. */
export interface Moment extends RunMoment {
  readonly view: View;
}

export const PLAIN_VIEW: View = {
  selection: { kind: 'latest' },
  panels: undefined,
  tour: undefined,
  large: undefined,
  speed: undefined,
  shows: undefined,
  numbers: undefined,
  detail: undefined,
  plays: undefined,
};

/** What a link may say about how the page writes things; the first word of each is how the page does by itself. */
export const VIEW_WORDS = {
  shows: ['pictures', 'tables'],
  numbers: ['hex', 'decimal'],
  detail: ['simple', 'full'],
} as const;

/** A machine at its start, looked at as the page does. */
export function momentAtStart(config: MachineConfig): Moment {
  return { config, commands: [], time: 0, acts: undefined, event: undefined, recording: undefined, view: PLAIN_VIEW };
}

/** Whether a run goes on from a moment when that is opened. */
export const playsOn = ({ time, view }: Pick<Moment, 'time' | 'view'>): boolean => view.plays ?? time === 0;

/** Words that a view may name; the page brings them. */
export interface ViewVocabulary {
  readonly panels: readonly string[];
  /** Number of steps of each tour. */
  readonly tours: Readonly<Record<string, number>>;
  /** Names of the places on the speed slider. */
  readonly speeds: readonly string[];
}

/** Panels by the names that links have for them. Add freely; a renamed one needs an upgrader. */
export const LINK_PANELS = [
  'matrix',
  'data-path',
  'page-tables',
  'iotlb',
  'teardown-queue',
  'throughput',
  'protection',
  'registers',
  'log',
] as const;

export const RECORDING_NAME_LENGTH = 120;
const HASH = /^[0-9a-f]{16}$/;

/** Why this cannot name a recording; undefined when it can. */
export function recordingError(name: unknown, hash: unknown): string | undefined {
  if (typeof name !== 'string' || name === '' || name.length > RECORDING_NAME_LENGTH || hasControls(name)) {
    return `the name of the recording; allowed: 1 to ${RECORDING_NAME_LENGTH} printable characters`;
  }
  if (typeof hash !== 'string' || !HASH.test(hash)) return 'the hash of the recording; allowed: 16 digits of 0-9 a-f';
  return undefined;
}

/** A file's name as a link may carry it. */
export function printableName(name: string): string {
  const printable = Array.from(name.replace(/\p{C}/gu, ''))
    .slice(0, RECORDING_NAME_LENGTH / 2)
    .join('');
  return printable === '' ? 'recording' : printable;
}

function hasControls(text: string): boolean {
  return /\p{C}/u.test(text);
}
