import { useState } from 'react';
import type { Moment } from '../../settings/moment.ts';
import { useLabInstance } from '../lab-context.tsx';
import { filesOf, type SavedFile } from './files-of.ts';
import { saveText } from '../frame/save-text.ts';

/** The run, its figures, events and tables as files. */
export function SaveFiles({ moment }: { readonly moment: Moment }) {
  const { store, actions } = useLabInstance();
  // As of the moment that the dialog was opened at.
  const [files] = useState(() => filesOf(store.getState(), moment, actions.writeTables));
  const [said, setSaid] = useState('');
  const save = async (file: SavedFile): Promise<void> => {
    setSaid(`${file.name} is being written …`);
    try {
      const { text, name = file.name } = await file.make();
      saveText(name, text, file.type);
      setSaid(`${name} is saved.`);
    } catch (error) {
      setSaid(`${file.name} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return (
    <section className="save-files" aria-label="Save a file">
      <h3>Save a file</h3>
      <ul>
        {files.map((file) => (
          <li key={file.name}>
            <button type="button" onClick={() => void save(file)}>
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
