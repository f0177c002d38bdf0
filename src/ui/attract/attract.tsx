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
  const [isShown, setShown] = useState(false);
  if (isOn === true && !isShown) setShown(true);
  useEffect(() => {
    if (isOn === true || !isShown) return undefined;
    const timer = setTimeout(() => setShown(false), LINGER_MS);
    return () => clearTimeout(timer);
  }, [isOn, isShown]);
  const [isStill] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  const end = useCallback(() => endStory(view), [view]);
  if (isStill) return isOn === true ? <StillComparison onClose={end} /> : null;
  // What comes after the touch is the viewer's own: the story is over at once, and its strip stays a little.
  return isShown ? <MovingStory isOver={isOn !== true} onTouch={end} /> : null;
}

/** The story as it is played. It is gone for good once the viewer has touched anything. */
function MovingStory({ isOver, onTouch }: { readonly isOver: boolean; readonly onTouch: () => void }) {
  const lab = useLabInstance();
  const guide = useMemo(() => createAttractGuide(lab), [lab]);
  const strip = useRef<HTMLElement>(null);
  const { state, sentence } = useStore(guide.shown);
  const stage = state.kind === 'off' ? undefined : state.stage;

  useEffect(() => {
    if (isOver) return undefined;
    guide.begin();
    return guide.stop;
  }, [guide, isOver]);
  useFirstTouch(!isOver, () => {
    guide.stop();
    onTouch();
  });
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
