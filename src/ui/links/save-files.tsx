import { useState } from 'react';
import type { Moment } from '../../settings/moment.ts';
import { useLabInstance } from '../lab-context.tsx';
import { filesOf, type SavedFile } from './files-of.ts';
import { saveText } from '../frame/save-text.ts';

/** The run, its figures, events and tables as files. */
export function SaveFiles({ moment }: { readonly moment: Moment }) {
  const { store } = useLabInstance();
  // As of the moment that the dialog was opened at.
  const [files] = useState(() => filesOf(store.getState(), moment));
  const [said, setSaid] = useState('');
  const save = (file: SavedFile): void => {
    const { text, lacks } = file.make();
    saveText(file.name, text, file.type);
    setSaid(lacks === undefined ? `${file.name} is saved.` : `${file.name} is saved, but ${lacks}.`);
  };
  return (
    <section className="save-files" aria-label="Save a file">
      <h3>Save a file</h3>
      <ul>
        {files.map((file) => (
          <li key={file.name}>
            <button type="button" onClick={() => save(file)}>
              {file.label}
            </button>{' '}
            <span className="soft">{file.about}</span>
          </li>
        ))}
      </ul>
      <p role="status">{said}</p>
    </section>
  );
}
