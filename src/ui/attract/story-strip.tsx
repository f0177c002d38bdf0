import type { ReactNode, Ref } from 'react';
import { OPENING_STORY } from '../../config/opening-story.ts';
import { captionOf } from '../../narration/attract-captions.ts';
import { percent } from '../../narration/format.ts';

export interface StoryStripProps {
  readonly ref?: Ref<HTMLElement>;
  /** Share of the line rate of each cell that has been measured, in the order of the story. */
  readonly measured: readonly (number | undefined)[];
  /** The cell that runs now. */
  readonly stage: number | undefined;
  readonly sentence: string;
  readonly children?: ReactNode;
}

/** The cells of the opening story with what was measured in each, and one sentence. */
export function StoryStrip({ ref, measured, stage, sentence, children }: StoryStripProps) {
  return (
    <section ref={ref} className="story" aria-label="The story in short">
      <ol>
        {OPENING_STORY.map((cell, index) => {
          const share = measured[index];
          const { label } = captionOf(cell, OPENING_STORY[index - 1]);
          return (
            <li key={label} aria-current={stage === index ? 'step' : undefined}>
              <span>{label}</span>
              <strong>{share === undefined ? '–' : percent(share)}</strong>
              <span className="story-bar" aria-hidden="true">
                <span style={{ width: `${Math.min(1, share ?? 0) * 100}%` }} />
              </span>
            </li>
          );
        })}
      </ol>
      <p aria-live="polite">{sentence}</p>
      {children}
    </section>
  );
}
