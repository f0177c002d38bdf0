import { useId, useRef, useState } from 'react';

export interface CopyFieldProps {
  readonly label: string;
  readonly text: string;
  /** Said behind the label. */
  readonly note: string;
}

/** A text to be taken along. Where the browser gives no access to the clipboard, it is selected. */
export function CopyField({ label, text, note }: CopyFieldProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<'copied' | 'selected'>();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      field.current?.select();
      setOutcome('selected');
    }
  };
  return (
    <div className="copy-field">
      <label htmlFor={id}>
        {label} <span className="soft">({note})</span>
      </label>
      <div>
        <input
          ref={field}
          id={id}
          className="mono"
          readOnly
          value={text}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" onClick={() => void copy()}>
          Copy<span className="visually-hidden"> {label.toLowerCase()}</span>
        </button>
        <span role="status" className="soft">
          {outcome === 'copied' && 'Copied.'}
          {outcome === 'selected' && 'Selected: copy it with Ctrl C.'}
        </span>
      </div>
    </div>
  );
}
