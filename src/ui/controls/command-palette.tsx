import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useLabInstance } from '../lab-context.tsx';
import { pageCommands, type PageCommand } from './page-commands.ts';
import './command-palette.css';

/** Elements that have a use of their own for keys. */
const OWN_KEYS = 'input, select, textarea, button, summary, a, dialog, [role="listbox"], [tabindex="0"]';

/** Where Ctrl Z means what was typed. */
const TYPED = 'textarea, input:not([type="range"], [type="radio"], [type="checkbox"])';

/** Everything the page can do, with its key: found by typing, done by Enter. Also listens to those keys. */
export function CommandPalette() {
  const lab = useLabInstance();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [sought, setSought] = useState('');
  const commands = useMemo(() => pageCommands(lab), [lab]);
  const found = commands.filter(({ label }) => label.toLowerCase().includes(sought.trim().toLowerCase()));

  const open = useCallback((): void => {
    setSought('');
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const perform = (command: PageCommand | undefined): void => {
    if (command === undefined) return;
    dialog.current?.close();
    command.perform();
  };

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { key, target } = event;
      if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'k') open();
      else if (event.altKey || event.defaultPrevented) return;
      else {
        const element = target instanceof Element ? target : undefined;
        const isHeld = event.ctrlKey || event.metaKey;
        if (isHeld && element?.matches(TYPED) === true) return;
        if (element?.closest('dialog, [popover]') instanceof Element) return;
        // An open menu closes first.
        if (key === 'Escape' && document.querySelector(':popover-open') !== null) return;
        const isUsed = !isHeld && element?.closest(OWN_KEYS) instanceof Element;
        if (isUsed && (element?.matches('input, select') ? key !== 'Escape' : key === ' ' || key.startsWith('Arrow')))
          return;
        if (key === '?' && !isHeld) open();
        else {
          const held = isHeld ? `Ctrl${event.shiftKey ? ' Shift' : ''}` : undefined;
          const pressed = isHeld ? key.toLowerCase() : key;
          const command = commands.find((row) => row.key === pressed && row.held === held);
          if (command === undefined) return;
          command.perform();
        }
      }
      event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [commands, open]);

  return (
    <>
      <button type="button" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)" onClick={open}>
        ?
      </button>
      <dialog ref={dialog} className="settings palette" aria-labelledby={id}>
        <div className="palette-head">
          <h2 id={id}>Keyboard shortcuts</h2>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            perform(found[0]);
          }}
        >
          <input
            type="search"
            aria-label="Find an action"
            placeholder="Find an action; Enter does the first (Ctrl K)"
            value={sought}
            onChange={(event) => setSought(event.target.value)}
          />
        </form>
        <ul aria-label="Actions">
          {found.map((command) => (
            <li key={command.label}>
              <button type="button" onClick={() => perform(command)}>
                {command.label}
                {command.key !== undefined && <kbd>{command.shownKey ?? command.key}</kbd>}
              </button>
            </li>
          ))}
          {found.length === 0 && <li className="soft">Nothing of that name.</li>}
        </ul>
      </dialog>
    </>
  );
}
