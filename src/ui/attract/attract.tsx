import { useCallback, useEffect, useState } from 'react';
import { wantsAttract } from '../../store/attract-option.ts';
import { endStory } from '../../store/story-actions.ts';
import { fetched } from '../fetched.tsx';
import { useLabInstance, useView } from '../lab-context.tsx';
import { useFirstTouch } from './use-first-touch.ts';
import './attract.css';

const MovingStory = fetched('The story', async () => (await import('./moving-story.tsx')).MovingStory);
const StillComparison = fetched('The story', async () => (await import('./still-comparison.tsx')).StillComparison);

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
  // Also while the story is still on its way.
  useFirstTouch(isOn === true && !isStill, end);
  if (isStill) return isOn === true ? <StillComparison onClose={end} /> : null;
  // What comes after the touch is the viewer's own: the story is over at once, and its strip stays a little.
  return isShown ? <MovingStory isOver={isOn !== true} onTouch={end} /> : null;
}
