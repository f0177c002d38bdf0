import { LIMITS } from '../config/limits.ts';
import { DEFAULT_CONFIG, type MachineConfig } from '../config/machine-config.ts';

/** Settings that are one plain value. */
export type PlainKey = Exclude<keyof MachineConfig, 'caches' | 'costs' | 'setting' | 'strategy' | 'workload'>;

interface RowBase {
  readonly key: PlainKey;
  readonly label: string;
  readonly help: string;
  readonly group: 'Strategies' | 'Workload and link' | 'Hypervisor' | 'Hardware' | 'Run';
  /** `live`: a running machine takes it; `restart`: a new machine is made. */
  readonly effect: 'live' | 'restart';
}

export interface NumberRow extends RowBase {
  readonly type: 'number';
  /** What is shown is the value divided by this. */
  readonly factor: number;
  readonly unit: string;
  /** Range and step of what is shown. */
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

export interface ChoiceRow extends RowBase {
  readonly type: 'choice';
  readonly choices: readonly { readonly value: string | number | boolean; readonly label: string }[];
}

/** One setting: controls, validation, links and documentation are made from the row. The default is `DEFAULT_CONFIG`'s. */
export type SettingRow = NumberRow | ChoiceRow;

const ranged = (row: Omit<NumberRow, 'type' | 'min' | 'max' | 'factor'> & Partial<NumberRow>): NumberRow => {
  const limit = LIMITS[row.key];
  const { min, max } = limit.kind === 'one-of' ? { min: 0, max: 0 } : limit;
  const factor = row.factor ?? 1;
  return { type: 'number', factor, min: min / factor, max: max / factor, ...row };
};
const choice = (row: Omit<ChoiceRow, 'type'>): ChoiceRow => ({ type: 'choice', ...row });

export const SETTING_ROWS: readonly SettingRow[] = [
  ranged({
    key: 'ageLimitMicroseconds',
    label: 'Age limit',
    unit: 'ms',
    factor: 1000,
    min: 0.1,
    step: 0.1,
    help: 'optimistic: how long a mapping outlives its unmap',
    group: 'Strategies',
    effect: 'live',
  }),
  ranged({
    key: 'quota',
    label: 'Quota',
    unit: 'mappings',
    step: 1,
    help: 'optimistic: most mappings awaiting teardown; 0 is unlimited',
    group: 'Strategies',
    effect: 'live',
  }),
  ranged({
    key: 'flushHighWaterMark',
    label: 'Flush at',
    unit: 'ranges',
    step: 1,
    help: 'deferred: length at which the flush queue is drained',
    group: 'Strategies',
    effect: 'live',
  }),
  ranged({
    key: 'flushTimeoutMicroseconds',
    label: 'Flush after',
    unit: 'ms',
    factor: 1000,
    min: 0.1,
    step: 0.1,
    help: 'deferred: longest wait in the flush queue',
    group: 'Strategies',
    effect: 'live',
  }),
  choice({
    key: 'flushScope',
    label: 'A flush invalidates',
    choices: [
      { value: 'global', label: 'everything (2011)' },
      { value: 'domain', label: 'the domain (modern)' },
    ],
    help: 'deferred: what the one invalidation of a flush covers',
    group: 'Strategies',
    effect: 'live',
  }),
  ranged({
    key: 'linkGbps',
    label: 'Link',
    unit: 'Gb/s',
    step: 1,
    help: 'line rate, counted in bits on the wire',
    group: 'Workload and link',
    effect: 'live',
  }),
  ranged({
    key: 'coldPartsPerMillion',
    label: 'Cold pages',
    unit: '%',
    factor: 10_000,
    max: 50,
    step: 0.5,
    help: 'freed pages that do not come back within the age limit',
    group: 'Workload and link',
    effect: 'live',
  }),
  ranged({
    key: 'framePayloadBytes',
    label: 'Frame payload',
    unit: 'bytes',
    step: 1,
    help: '38 more bytes of each frame travel on the wire',
    group: 'Workload and link',
    effect: 'restart',
  }),
  choice({
    key: 'ringSize',
    label: 'Ring',
    choices: [64, 128, 256, 512, 1024].map((value) => ({ value, label: `${value} descriptors` })),
    help: 'descriptors of each ring of the device',
    group: 'Workload and link',
    effect: 'restart',
  }),
  ranged({
    key: 'guests',
    label: 'Guests',
    unit: '',
    step: 1,
    help: 'each with a device of its own; they share the host and a sidecore',
    group: 'Hypervisor',
    effect: 'restart',
  }),
  ranged({
    key: 'guestMemoryMiB',
    label: 'Guest memory',
    unit: 'MiB',
    step: 64,
    help: 'of each guest',
    group: 'Hypervisor',
    effect: 'restart',
  }),
  ranged({
    key: 'hostPressure',
    label: 'Host pressure',
    unit: '%',
    step: 5,
    help: 'share of the guests’ unpinned page frames that the host wants back',
    group: 'Hypervisor',
    effect: 'live',
  }),
  choice({
    key: 'invalidation',
    label: 'Invalidation',
    choices: [
      { value: 'register', label: 'by registers (2011)' },
      { value: 'queued', label: 'by queue (async needs it)' },
    ],
    help: 'how the driver asks the IOMMU to forget a translation',
    group: 'Hardware',
    effect: 'restart',
  }),
  choice({
    key: 'addressWidth',
    label: 'Page tables',
    choices: [
      { value: 39, label: '3 levels, 39 bits' },
      { value: 48, label: '4 levels, 48 bits' },
    ],
    help: 'depth of the second-level tables',
    group: 'Hardware',
    effect: 'restart',
  }),
  choice({
    key: 'largePages',
    label: 'Large pages',
    choices: [
      { value: false, label: '4 KiB only' },
      { value: true, label: 'where they fit' },
    ],
    help: 'leaves of 2 MiB and 1 GiB',
    group: 'Hardware',
    effect: 'live',
  }),
  ranged({
    key: 'seed',
    label: 'Seed',
    unit: '',
    step: 1,
    help: 'the same seed and settings give the same run, event by event',
    group: 'Run',
    effect: 'restart',
  }),
];

/** The value of a setting as its control shows it. */
export function shownValue(row: SettingRow, config: MachineConfig): string {
  const value = config[row.key];
  return row.type === 'number' ? String(Number(value) / row.factor) : String(value);
}

/** What a control's text means: the change, or why it is none. */
export function changeFrom(row: SettingRow, text: string): Partial<MachineConfig> | string {
  if (row.type === 'choice') {
    const chosen = row.choices.find(({ value }) => String(value) === text);
    return chosen === undefined ? `${row.label}: not one of the choices` : { [row.key]: chosen.value };
  }
  const shown = Number(text);
  const unit = row.unit === '' ? '' : ` ${row.unit}`;
  if (text.trim() === '' || !(shown >= row.min && shown <= row.max)) {
    return `${row.label}: from ${row.min} to ${row.max}${unit}`;
  }
  const value = shown * row.factor;
  return { [row.key]: row.key === 'linkGbps' ? value : Math.round(value) };
}

/** Whether a setting stands where the page opens with it. */
export function isDefault(row: SettingRow, config: MachineConfig): boolean {
  return config[row.key] === DEFAULT_CONFIG[row.key];
}
