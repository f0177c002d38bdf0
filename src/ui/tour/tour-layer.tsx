import { useEffect, useId, useMemo, useRef } from 'react';
import { TOURS } from '../../narration/tour-list.ts';
import type { TourOffer } from '../../narration/tour.ts';
import { ALL_TOURS } from '../../narration/tours/all-tours.ts';
import { useLabInstance } from '../lab-context.tsx';
import { TourCard } from './tour-card.tsx';
import { createTourGuide } from './tour-guide.ts';
import './tour.css';

export interface TourLayerProps {
  /** Counts the viewer's wishes to see the list. */
  readonly asked: number;
  readonly onEnd: () => void;
}

/** The list of tours, and the one that is taken. */
export function TourLayer({ asked, onEnd }: TourLayerProps) {
  const id = useId();
  const lab = useLabInstance();
  const guide = useMemo(() => createTourGuide(lab), [lab]);
  const list = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (asked > 0 && list.current?.open === false) list.current.showModal();
  }, [asked]);
  useEffect(() => guide.quit, [guide]);

  const take = (offer: TourOffer): void => {
    list.current?.close();
    guide.quit();
    guide.start(offer, ALL_TOURS[offer.name]!);
  };

  return (
    <>
      <dialog ref={list} className="settings tour-list" aria-labelledby={id}>
        <header>
          <h2 id={id}>Tours</h2>
          <p className="soft">They drive the live machine; yours comes back when you leave.</p>
          <button type="button" onClick={() => list.current?.close()}>
            Close
          </button>
        </header>
        <ol>
          {TOURS.map((offer) => (
            <li key={offer.name}>
              <button type="button" onClick={() => take(offer)}>
                <strong>{offer.title}</strong>
                <span className="soft">{offer.steps} steps</span>
                <span>{offer.about}</span>
              </button>
            </li>
          ))}
        </ol>
      </dialog>
      <TourCard guide={guide} onEnd={onEnd} />
    </>
  );
}
