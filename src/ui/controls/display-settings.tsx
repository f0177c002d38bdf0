import { useId } from 'react';
import { useLabInstance, useView } from '../lab-context.tsx';

/** How the page shows things: nothing that the machine knows of. */
export function DisplaySettings() {
  const id = useId();
  const { view } = useLabInstance();
  const showsTables = useView((state) => state.showsTables);
  const numbers = useView((state) => state.numbers);
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
    </fieldset>
  );
}
