import { useEffect, useId, useRef, useState } from 'react';
import { milliseconds } from '../../narration/format.ts';
import type { Moment } from '../../settings/moment.ts';
import { linkHash } from '../../settings/permalink.ts';
import { useActions, useLabInstance } from '../lab-context.tsx';
import { CopyField } from './copy-field.tsx';
import { SaveFiles } from './save-files.tsx';
import { embedSnippet, pageAddress } from './snippets.ts';
import '../controls/settings-dialog.css';
import './share-dialog.css';

/** Simulated ps that take some seconds to be run again. */
const LONG = 2e12;

export interface ShareDialogProps {
  readonly onClose: () => void;
}

/** What can be taken away from the page: the moment as a link, as a frame for another page, as files. */
export function ShareDialog({ onClose }: ShareDialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { currentMoment } = useActions();
  const { store } = useLabInstance();
  const [at, setAt] = useState(0);
  const [moment, setMoment] = useState<Moment>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
    const take = async (): Promise<void> => {
      try {
        const taken = await currentMoment();
        const { run, now } = store.getState();
        setAt(run === 'paused' ? now : taken.time);
        setMoment(taken);
      } catch (error) {
        setProblem(String(error));
      }
    };
    void take();
  }, [currentMoment, store]);
  return (
    <dialog ref={dialog} className="settings share" aria-labelledby={id} onClose={onClose}>
      <div className="settings-head">
        <h2 id={id}>Share</h2>
        <p className="soft">
          {moment === undefined ? 'The moment is being taken …' : `The moment at ${milliseconds(at, 3)} ms`}
        </p>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      {problem !== undefined && <p role="alert">There is nothing to share: {problem}</p>}
      {moment !== undefined && <Link moment={moment} />}
      {moment !== undefined && <SaveFiles moment={moment} />}
    </dialog>
  );
}

function Link({ moment }: { readonly moment: Moment }) {
  const link = linkHash(moment);
  if (link.kind === 'too-long') {
    return (
      <p role="alert">
        <strong>Too long for a link.</strong> {link.reason}. Save the run as a file instead: it opens here just as
        exactly.
      </p>
    );
  }
  const page = pageAddress(location.href);
  const { recording } = moment;
  return (
    <>
      <CopyField label="Link" text={page + link.hash} note={`${(page + link.hash).length} characters`} />
      {moment.time > LONG && (
        <p className="soft">
          Opening it takes a while: {milliseconds(moment.time, 0)} ms of simulated time are run again, with progress
          shown.
        </p>
      )}
      {recording !== undefined && (
        <p className="soft">
          The recording {recording.name} is named, not carried: whoever opens the link is asked for it.
        </p>
      )}
      <CopyField label="Frame for another page" text={embedSnippet(page, link.hash, moment.view.large)} note="HTML" />
    </>
  );
}
