import { useId, useRef, useState } from 'react';
import { isDefault, SETTING_ROWS } from '../../settings/settings.ts';
import { showCosts } from '../../store/story-actions.ts';
import { fetched } from '../fetched.tsx';
import { useLab, useLabInstance } from '../lab-context.tsx';
import { useWish } from '../use-wish.ts';
import './settings-dialog.css';

const SettingGroups = fetched('The settings', async () => (await import('./setting-groups.tsx')).SettingGroups);

/** Every setting, from the table of settings. */
export function SettingsDialog() {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { view } = useLabInstance();
  const changed = useLab(({ config }) => SETTING_ROWS.filter((row) => !isDefault(row, config)).length);
  const [isAsked, setAsked] = useState(false);
  const open = (): void => {
    setAsked(true);
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
        {isAsked && <SettingGroups />}
      </dialog>
    </>
  );
}
