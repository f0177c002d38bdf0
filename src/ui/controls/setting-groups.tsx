import { SETTING_ROWS, type SettingRow } from '../../settings/settings.ts';
import { CacheSettings } from './cache-settings.tsx';
import { DisplaySettings } from './display-settings.tsx';
import { SettingControl } from './setting-control.tsx';

const GROUPS = [...new Set(SETTING_ROWS.map(({ group }) => group))];

/** Every setting, in its group. */
export function SettingGroups() {
  return (
    <div className="settings-groups">
      <DisplaySettings />
      <CacheSettings />
      {GROUPS.map((group) => (
        <Group key={group} group={group} rows={SETTING_ROWS.filter((row) => row.group === group)} />
      ))}
    </div>
  );
}

function Group({ group, rows }: { readonly group: string; readonly rows: readonly SettingRow[] }) {
  return (
    <fieldset>
      <legend>{group}</legend>
      {rows.map((row) => (
        <SettingControl key={row.key} row={row} />
      ))}
    </fieldset>
  );
}
