import { useEffect, useRef, useState, type ComponentType } from 'react';
import { useLabInstance, useView } from '../lab-context.tsx';
import type { TourLayerProps } from './tour-layer.tsx';
import './pointing.css';

/** Opens the tours. Their code and words are fetched when they are first wanted. */
export function ToursButton() {
  const { view } = useLabInstance();
  const asked = useView((state) => state.toursAsked);
  const button = useRef<HTMLButtonElement>(null);
  const [Layer, setLayer] = useState<ComponentType<TourLayerProps>>();
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    if (asked === 0) return undefined;
    let isCurrent = true;
    const load = async (): Promise<void> => {
      const loaded = await import('./tour-layer.tsx').catch(() => undefined);
      if (!isCurrent) return;
      setMissing(loaded === undefined);
      if (loaded !== undefined) setLayer(() => loaded.TourLayer);
    };
    void load();
    return () => {
      isCurrent = false;
    };
  }, [asked]);
  return (
    <>
      <button
        ref={button}
        type="button"
        title={isMissing ? 'The tours could not be fetched: try again' : 'Guided tours of the live machine (t)'}
        onClick={() => view.setState({ toursAsked: asked + 1 })}
      >
        Tours{isMissing ? ' (not reached)' : ''}
      </button>
      {Layer !== undefined && <Layer asked={asked} onEnd={() => button.current?.focus()} />}
    </>
  );
}
