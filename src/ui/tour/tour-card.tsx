import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { useLab, useLabInstance } from '../lab-context.tsx';
import { MarkedText } from './marked-text.tsx';
import { pointAt, regionOf } from './point-at.ts';
import { Question } from './question.tsx';
import { Sources, useOpenSource } from './tour-sources.tsx';
import type { TourGuide, TourShown } from './tour-guide.ts';

export interface TourCardProps {
  readonly guide: TourGuide;
  readonly onEnd: () => void;
  /** Whether the card leaves the focus where it is: in somebody else's page. */
  readonly isQuiet?: boolean;
}

/** The card beside the panel that a step of a tour talks about. */
export function TourCard({ guide, ...rest }: TourCardProps) {
  const shown = useStore(guide.shown);
  return shown === undefined ? null : <Card shown={shown} guide={guide} {...rest} />;
}

function Card({ shown, guide, onEnd, isQuiet = false }: TourCardProps & { readonly shown: TourShown }) {
  const id = useId();
  const card = useRef<HTMLDialogElement>(null);
  const { view } = useLabInstance();
  const { offer, tour, position } = shown;
  const step = tour.steps[position.step]!;
  const isLast = position.step + 1 === tour.steps.length;
  const isMissing = useLab(({ recording }) => step.replay !== undefined && recording.kind === 'refused');
  const [open, setOpen] = useOpenSource(position.step);
  const [side, setSide] = useState<'left' | 'right'>('right');

  useEffect(() => {
    if (!isQuiet) card.current?.focus();
  }, [isQuiet]);
  useEffect(() => {
    // A small window has room for one panel: the one that the step talks about.
    const panel = regionOf(card.current, step.point)?.dataset['panel'];
    if (panel !== undefined && panel !== 'matrix') view.setState({ onlyPanel: panel });
    return pointAt(card.current, step.point);
  }, [step.point, view]);
  useLayoutEffect(() => setSide(freeSide(card.current, regionOf(card.current, step.point))), [step.point]);

  const quit = (): void => {
    guide.quit();
    onEnd();
  };
  const next = (): void => {
    if (isLast && position.phase !== 'asking') quit();
    else guide.next();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const digit = Number(event.key) - 1;
    if (event.key === 'Escape') quit();
    else if (event.key === 'ArrowRight') next();
    else if (event.key === 'ArrowLeft') guide.back();
    else if (position.phase === 'asking' && step.question?.choices[digit] !== undefined) guide.answer(digit);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <dialog
      open
      ref={card}
      className="tour-card"
      data-side={side}
      data-phase={position.phase}
      aria-labelledby={id}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <div className="tour-head">
        <p className="soft">
          {offer.title} · {position.step + 1} of {tour.steps.length}
        </p>
        <button type="button" aria-label="Quit the tour" title="Quit the tour (Escape)" onClick={quit}>
          ×
        </button>
      </div>
      <progress aria-label="Steps of the tour" max={tour.steps.length} value={position.step + 1} />
      <div className="tour-words" aria-live="polite">
        <h2 id={id}>{step.title}</h2>
        <p>
          <MarkedText text={shown.text} onSource={setOpen} />
        </p>
        {step.question !== undefined && <Question shown={shown} onAnswer={guide.answer} />}
        {shown.result !== undefined && (
          <p className="tour-result">
            <MarkedText text={shown.result} onSource={setOpen} />
          </p>
        )}
        {position.phase !== 'asking' && position.phase !== 'reached' && (
          <p className="soft">
            {isMissing ? 'The recording is not at hand here: go on without it.' : 'The machine is on its way …'}
          </p>
        )}
      </div>
      <nav aria-label="Tour">
        <button type="button" disabled={position.step === 0} onClick={guide.back}>
          Back
        </button>
        <button type="button" className="tour-next" onClick={next}>
          {position.phase === 'asking' ? 'Just show me' : isLast ? 'Finish' : 'Next'}
        </button>
      </nav>
      <Sources names={step.sources} open={open} onOpen={setOpen} />
    </dialog>
  );
}

/** The side of the window on which the card covers less of a region. */
function freeSide(card: HTMLElement | null, region: HTMLElement | undefined): 'left' | 'right' {
  if (card === null || region === undefined) return 'right';
  const { left, right } = region.getBoundingClientRect();
  const { width } = card.getBoundingClientRect();
  const coveredRight = right - (innerWidth - width);
  return coveredRight > Math.max(0, width - left) ? 'left' : 'right';
}
