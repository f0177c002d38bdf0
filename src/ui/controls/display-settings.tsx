import { useId } from 'react';
import { LINK_PANELS } from '../../settings/moment.ts';
import { PANEL_DIRECTORY } from '../panel-directory.ts';
import { useLabInstance, useView } from '../lab-context.tsx';

/** How the page shows things: nothing that the machine knows of. */
export function DisplaySettings() {
  const id = useId();
  const { view } = useLabInstance();
  const showsTables = useView((state) => state.showsTables);
  const numbers = useView((state) => state.numbers);
  const shown = useView((state) => state.shownPanels) ?? LINK_PANELS;
  const choose = (panel: string, isShown: boolean): void => {
    const next = LINK_PANELS.filter((one) => (one === panel ? isShown : shown.includes(one)));
    if (next.length > 0) view.setState({ shownPanels: next.length === LINK_PANELS.length ? undefined : next });
  };
  return (
    <fieldset>
      <legend>Display</legend>
      <div className="setting">
        <label htmlFor={`${id}-tables`}>Panels show</label>
        <select
          id={`${id}-tables`}
          value={showsTables ? 'tables' : 'pictures'}
          onChange={(event) => view.setState({ showsTables: event.target.value === 'tables' })}
        >
          <option value="pictures">pictures</option>
          <option value="tables">tables</option>
        </select>
        <p className="setting-help">the same content; also with the key T</p>
      </div>
      <div className="setting">
        <label htmlFor={`${id}-numbers`}>Addresses</label>
        <select
          id={`${id}-numbers`}
          value={numbers}
          onChange={(event) => view.setState({ numbers: event.target.value === 'decimal' ? 'decimal' : 'hex' })}
        >
          <option value="hex">hexadecimal</option>
          <option value="decimal">decimal</option>
        </select>
        <p className="setting-help">in words and tables; also with the key d</p>
      </div>
      <div className="setting setting-panels" role="group" aria-label="Panels shown">
        {LINK_PANELS.map((panel) => (
          <label key={panel}>
            <input
              type="checkbox"
              checked={shown.includes(panel)}
              onChange={({ target }) => choose(panel, target.checked)}
            />{' '}
            {PANEL_DIRECTORY[panel].label}
          </label>
        ))}
        <p className="setting-help">the panels on the page: fewer are larger; a link keeps the choice</p>
      </div>
    </fieldset>
  );
}
