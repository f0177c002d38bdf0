import { useId, type ReactNode } from 'react';
import './panel.css';

export interface PanelProps {
  /** Short name for style and for showing one panel alone. */
  readonly name: string;
  readonly title: string;
  /** One line beside the title. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** One panel of the page: a region that its title names. */
export function Panel({ name, title, note, children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel panel-${name}`} data-panel={name} aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {note !== undefined && <div className="panel-note">{note}</div>}
      </header>
      {children}
    </section>
  );
}
