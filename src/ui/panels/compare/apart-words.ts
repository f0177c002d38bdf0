import type { MachineConfig } from '../../../config/machine-config.ts';
import { SETTING_LABEL, STRATEGY_LABEL, WORKLOAD_LABEL } from '../../../narration/names.ts';
import { SETTING_ROWS, shownValue, type SettingRow } from '../../../settings/settings.ts';

/** The value of a setting as its control shows it, with its unit. */
function valueInWords(row: SettingRow, config: MachineConfig): string {
  const shown = shownValue(row, config);
  if (row.type === 'choice') return row.choices.find(({ value }) => String(value) === shown)?.label ?? shown;
  return row.unit === '' ? shown : `${shown} ${row.unit}`;
}

/** A machine by what tells it apart: setting and strategy always, then every setting in `keys`. */
export function machineInWords(config: MachineConfig, keys: readonly (keyof MachineConfig)[]): string {
  const parts = [
    SETTING_LABEL[config.setting],
    STRATEGY_LABEL[config.setting === 'direct' ? 'passthrough' : config.strategy],
    ...(keys.includes('workload') ? [WORKLOAD_LABEL[config.workload]] : []),
    ...SETTING_ROWS.filter(({ key }) => keys.includes(key)).map(
      (row) => `${row.label.toLowerCase()} ${valueInWords(row, config)}`,
    ),
    ...(keys.includes('costs') ? ['other costs'] : []),
  ];
  return parts.join(', ');
}
