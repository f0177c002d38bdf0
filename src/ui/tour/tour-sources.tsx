import { useState } from 'react';
import { SOURCES, type SourceName, type SourceRef } from '../../narration/sources.ts';
import { SourceNote } from '../sources/source-note.tsx';

export interface SourcesProps {
  readonly names: readonly SourceName[];
  readonly open: SourceRef | undefined;
  readonly onOpen: (source: SourceRef | undefined) => void;
}

/** The sources of a step, and what the one says that is open. */
export function Sources({ names, open, onOpen }: SourcesProps) {
  return (
    <div className="tour-sources">
      <p>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            className="text-link text-source"
            aria-expanded={open === name}
            onClick={() => onOpen(open === name ? undefined : name)}
          >
            {SOURCES[name].title}
          </button>
        ))}
      </p>
      <div aria-live="polite">{open !== undefined && <SourceNote source={open} />}</div>
    </div>
  );
}

/** Which source is open; none when another step comes. */
export function useOpenSource(step: number): [SourceRef | undefined, (source: SourceRef | undefined) => void] {
  const [open, setOpen] = useState<{ readonly step: number; readonly source: SourceRef }>();
  return [
    open?.step === step ? open.source : undefined,
    (source) => setOpen(source === undefined ? undefined : { step, source }),
  ];
}
