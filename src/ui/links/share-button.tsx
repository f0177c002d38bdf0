import { useRef, useState, type ComponentType } from 'react';
import { NotReached } from '../fetched.tsx';
import { useWish } from '../use-wish.ts';
import type { ShareDialogProps } from './share-dialog.tsx';

/** Opens what can be taken away from the page. Its code is fetched when it is first wanted. */
export function ShareButton() {
  const [Dialog, setDialog] = useState<ComponentType<ShareDialogProps>>();
  const [asked, setAsked] = useState(0);
  const [isMissing, setMissing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const open = async (): Promise<void> => {
    const loaded = await import('./share-dialog.tsx').catch(() => undefined);
    setMissing(loaded === undefined);
    if (loaded === undefined) return;
    setDialog(() => loaded.ShareDialog);
    setAsked((before) => before + 1);
  };
  useWish('share', () => void open());
  return (
    <>
      <button
        ref={button}
        type="button"
        title={isMissing ? 'It could not be fetched: try again' : 'A link to this moment, a snippet, files'}
        onClick={() => void open()}
      >
        Share
        {isMissing && <NotReached />}
      </button>
      {Dialog !== undefined && <Dialog key={asked} onClose={() => button.current?.focus()} />}
    </>
  );
}
