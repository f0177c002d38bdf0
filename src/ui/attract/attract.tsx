import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { OPENING_STORY } from '../../config/opening-story.ts';
import { captionOf } from '../../narration/attract-captions.ts';
import { wantsAttract } from '../../store/attract-option.ts';
import { endStory } from '../../store/story-actions.ts';
import { useLabInstance, useView } from '../lab-context.tsx';
import { pointAt } from '../tour/point-at.ts';
import { createAttractGuide } from './attract-guide.ts';
import { StillComparison } from './still-comparison.tsx';
import { StoryStrip } from './story-strip.tsx';
import { useFirstTouch } from './use-first-touch.ts';
import './attract.css';

/** Nothing may move under a finger that is still down: so long the strip keeps its place after the first touch. */
const LINGER_MS = 600;

/** What the untouched page does: it tells the paper's story on the live machine, until somebody touches anything. */
export function Attract() {
  const { view } = useLabInstance();
  const isOn = useView(({ isStoryOn }) => isStoryOn);
  useEffect(() => {
    if (view.getState().isStoryOn !== undefined) return;
    const { search, hash } = location;
    const wasTouched = navigator.userActivation?.hasBeenActive ?? false;
    view.setState({ isStoryOn: wantsAttract({ search, hash, wasTouched }) });
  }, [view]);
  const [isStill] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  const end = useCallback(() => endStory(view), [view]);
  if (isOn !== true) return null;
  return isStill ? <StillComparison onClose={end} /> : <MovingStory onEnd={end} />;
}

/** The story as it is played. It is gone for good once the viewer has touched anything. */
function MovingStory({ onEnd }: { readonly onEnd: () => void }) {
  const lab = useLabInstance();
  const guide = useMemo(() => createAttractGuide(lab), [lab]);
  const strip = useRef<HTMLElement>(null);
  const [isOver, setOver] = useState(false);
  const { state, sentence } = useStore(guide.shown);
  const stage = state.kind === 'off' ? undefined : state.stage;

  useEffect(() => {
    guide.begin();
    return guide.stop;
  }, [guide]);
  useFirstTouch(!isOver, () => {
    guide.stop();
    setOver(true);
  });
  useEffect(() => {
    if (!isOver) return undefined;
    const timer = setTimeout(onEnd, LINGER_MS);
    return () => clearTimeout(timer);
  }, [isOver, onEnd]);
  useEffect(() => {
    if (stage === undefined) return undefined;
    return pointAt(strip.current, captionOf(OPENING_STORY[stage]!, OPENING_STORY[stage - 1]).point);
  }, [stage]);

  return (
    <StoryStrip
      ref={strip}
      measured={state.kind === 'off' ? [] : state.measured}
      stage={stage}
      sentence={isOver ? 'The machine is yours.' : sentence}
    />
  );
}
