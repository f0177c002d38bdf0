import { memo } from 'react';
import { useNote } from './use-note.tsx';

export interface PanelTitleProps {
  readonly id: string;
  /** Short name of the panel. */
  readonly panel: string;
  readonly title: string;
}

/** The title of a panel; a press on it opens what its terms mean and where they are from. */
export const PanelTitle = memo(function PanelTitle({ id, panel, title }: PanelTitleProps) {
  const { toggle, note } = useNote(`${title}: terms and sources`, { kind: 'panel', panel });
  return (
    <>
      <h2 id={id}>
        <button className="sourced" title="Terms and sources" {...toggle}>
          {title}
        </button>
      </h2>
      {note}
    </>
  );
});
