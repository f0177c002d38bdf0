import { useEffect, useRef, useState, type ComponentType } from 'react';
import { showTours } from '../../store/story-actions.ts';
import { NotReached } from '../fetched.tsx';
import { useLabInstance, useView } from '../lab-context.tsx';
import type { TourLayerProps } from './tour-layer.tsx';
import './pointing.css';

/** Opens the tours. Their code and words are fetched when they are first wanted. */
export function ToursButton() {
  const { view } = useLabInstance();
  const isAsked = useView(({ tourWish }) => tourWish !== undefined);
  const button = useRef<HTMLButtonElement>(null);
  const [Layer, setLayer] = useState<ComponentType<TourLayerProps>>();
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    if (!isAsked) return undefined;
    let isCurrent = true;
    const load = async (): Promise<void> => {
      const loaded = await import('./tour-layer.tsx').catch(() => undefined);
      if (!isCurrent) return;
      setMissing(loaded === undefined);
      // What could not be done now is asked again.
      if (loaded === undefined) view.setState({ tourWish: undefined });
      if (loaded !== undefined) setLayer(() => loaded.TourLayer);
    };
    void load();
    return () => {
      isCurrent = false;
    };
  }, [isAsked, view]);
  return (
    <>
      <button
        ref={button}
        type="button"
        title={isMissing ? 'The tours could not be fetched: try again' : 'Guided tours of the live machine (t)'}
        onClick={() => showTours(view)}
      >
        Tours
        {isMissing && <NotReached />}
      </button>
      {Layer !== undefined && <Layer onEnd={() => button.current?.focus()} />}
    </>
  );
}
