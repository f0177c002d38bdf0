import { useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { PanelBoundary } from '../frame/panel-boundary.tsx';
import { fetched } from '../fetched.tsx';
import type { NoteSubject } from './note-text.tsx';
import './note.css';

const NoteText = fetched('The note', async () => (await import('./note-text.tsx')).NoteText);

/** A note beside some words: what makes them a button, and the note itself, to stand right after them. */
export interface Note {
  readonly toggle: {
    readonly type: 'button';
    readonly 'aria-expanded': boolean;
    readonly onClick: (event: { readonly currentTarget: HTMLElement }) => void;
  };
  readonly note: ReactNode;
}

/** A note that a press on words opens and that Escape, or a press anywhere else, closes. */
export function useNote(title: string, subject: NoteSubject): Note {
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement>();
  return {
    toggle: {
      type: 'button',
      'aria-expanded': anchor !== undefined,
      onClick: ({ currentTarget }) => setAnchor((open) => (open === undefined ? currentTarget : undefined)),
    },
    note: anchor !== undefined && (
      <OpenNote id={id} title={title} anchor={anchor} subject={subject} onClose={() => setAnchor(undefined)} />
    ),
  };
}

interface OpenNoteProps {
  readonly id: string;
  readonly title: string;
  readonly anchor: HTMLElement;
  readonly subject: NoteSubject;
  readonly onClose: () => void;
}

function OpenNote({ id, title, anchor, subject, onClose }: OpenNoteProps) {
  const note = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = note.current;
    if (element === null) return undefined;
    place(element, anchor.getBoundingClientRect());
    element.showPopover();
    const onPress = ({ target }: Event): void => {
      if (target instanceof Node && !element.contains(target) && !anchor.contains(target)) onClose();
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      anchor.focus();
      onClose();
    };
    addEventListener('pointerdown', onPress, true);
    addEventListener('keydown', onKey, true);
    return () => {
      removeEventListener('pointerdown', onPress, true);
      removeEventListener('keydown', onKey, true);
    };
  }, [anchor, onClose]);
  return (
    <div ref={note} popover="manual" className="note" role="dialog" aria-labelledby={id}>
      <p id={id}>
        <strong>{title}</strong>
      </p>
      <PanelBoundary>
        <NoteText subject={subject} />
      </PanelBoundary>
    </div>
  );
}

/** Below or above the words, where there is more room; never beyond the window. */
function place({ style }: HTMLElement, { left, top, bottom }: DOMRect): void {
  const isBelow = innerHeight - bottom >= top;
  style.setProperty('--note-x', `${left}px`);
  style.top = isBelow ? `${bottom + 6}px` : 'auto';
  style.bottom = isBelow ? 'auto' : `${innerHeight - top + 6}px`;
  style.maxHeight = `${(isBelow ? innerHeight - bottom : top) - 14}px`;
}
