import { useEffect, useState } from 'react';
import { OPENING_STORY } from '../../config/opening-story.ts';
import { storyInWords } from '../../narration/attract-captions.ts';
import { measureInBackground } from '../../store/background-measure.ts';
import { cellKey } from '../../store/measured-cells.ts';
import { useLabInstance } from '../lab-context.tsx';
import { StoryStrip } from './story-strip.tsx';

/** The story for those who asked for calm: nothing plays; the cells are measured on another machine and stand side by side. */
export function StillComparison({ onClose }: { readonly onClose: () => void }) {
  const { store, createSession } = useLabInstance();
  const [byCell, setByCell] = useState<Readonly<Record<string, number>>>({});
  useEffect(() => {
    try {
      return measureInBackground(
        createSession,
        store.getState().config,
        OPENING_STORY,
        ({ setting, strategy }, share) => setByCell((all) => ({ ...all, [cellKey(setting, strategy)]: share })),
      );
    } catch {
      // Without another emulator there is nothing to compare; the page says what is wrong with the first.
      return undefined;
    }
  }, [store, createSession]);
  const measured = OPENING_STORY.map(({ setting, strategy }) => byCell[cellKey(setting, strategy)]);
  const isComplete = measured.every((share) => share !== undefined);
  return (
    <StoryStrip
      measured={measured}
      stage={undefined}
      sentence={isComplete ? storyInWords(OPENING_STORY, measured) : 'Measuring three ways to run the same guest …'}
    >
      <button type="button" onClick={onClose}>
        Close
      </button>
    </StoryStrip>
  );
}
