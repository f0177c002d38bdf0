import { useId, useRef } from 'react';
import { isDefault, SETTING_ROWS, type SettingRow } from '../../settings/settings.ts';
import { showCosts } from '../../store/story-actions.ts';
import { useLab, useLabInstance } from '../lab-context.tsx';
import { useWish } from '../use-wish.ts';
import { CacheSettings } from './cache-settings.tsx';
import { DisplaySettings } from './display-settings.tsx';
import { SettingControl } from './setting-control.tsx';
import './settings-dialog.css';

const GROUPS = [...new Set(SETTING_ROWS.map(({ group }) => group))];

/** Every setting, from the table of settings. */
export function SettingsDialog() {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { view } = useLabInstance();
  const changed = useLab(({ config }) => SETTING_ROWS.filter((row) => !isDefault(row, config)).length);
  const open = (): void => {
    if (dialog.current?.open === false) dialog.current.showModal();
  };
  useWish('settings', open);
  return (
    <>
      <button type="button" onClick={open}>
        Settings{changed > 0 ? ` (${changed})` : ''}
      </button>
      <dialog ref={dialog} className="settings" aria-labelledby={id}>
        <div className="settings-head">
          <h2 id={id}>Settings</h2>
          <p className="soft">Applied at once; those with ↻ start a new machine.</p>
          <button type="button" onClick={() => showCosts(view)}>
            Prices
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        <div className="settings-groups">
          <DisplaySettings />
          <CacheSettings />
          {GROUPS.map((group) => (
            <Group key={group} group={group} rows={SETTING_ROWS.filter((row) => row.group === group)} />
          ))}
        </div>
      </dialog>
    </>
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
