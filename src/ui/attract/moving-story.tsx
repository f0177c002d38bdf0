import { useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { OPENING_STORY } from '../../config/opening-story.ts';
import { captionOf } from '../../narration/attract-captions.ts';
import { useLabInstance } from '../lab-context.tsx';
import { pointAt } from '../tour/point-at.ts';
import { createAttractGuide } from './attract-guide.ts';
import { StoryStrip } from './story-strip.tsx';
import { useFirstTouch } from './use-first-touch.ts';

/** The story as it is played. It is gone for good once the viewer has touched anything. */
export function MovingStory({ isOver, onTouch }: { readonly isOver: boolean; readonly onTouch: () => void }) {
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
