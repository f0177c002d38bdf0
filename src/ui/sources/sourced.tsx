import type { ReactNode } from 'react';
import type { NoteSubject } from './note-text.tsx';
import { useNote } from './use-note.tsx';

export interface SourcedProps {
  /** Heading of the note. */
  readonly title: string;
  readonly subject: NoteSubject;
  readonly children: ReactNode;
}

/** Words whose sources are one press away. */
export function Sourced({ title, subject, children }: SourcedProps) {
  const { toggle, note } = useNote(title, subject);
  return (
    <>
      <button className="sourced" {...toggle}>
        {children}
      </button>
      {note}
    </>
  );
}
