import { useEffect, useId, useMemo, useRef } from 'react';
import { TOURS } from '../../narration/tour-list.ts';
import type { TourOffer } from '../../narration/tour.ts';
import { ALL_TOURS } from '../../narration/tours/all-tours.ts';
import type { TourPlace } from '../../store/view-state.ts';
import { useLabInstance, useView } from '../lab-context.tsx';
import { TourCard } from './tour-card.tsx';
import { createTourGuide, type TourGuide } from './tour-guide.ts';
import './tour.css';

export interface TourLayerProps {
  readonly onEnd: () => void;
}

/** Goes to a place in a tour, if there is one. */
function go(guide: TourGuide, { name, step }: TourPlace): void {
  const offer = TOURS.find((one) => one.name === name);
  const tour = Object.hasOwn(ALL_TOURS, name) ? ALL_TOURS[name] : undefined;
  if (offer !== undefined && tour?.steps[step] !== undefined) guide.start(offer, tour, step);
}

/** The list of tours, and the one that is taken. */
export function TourLayer({ onEnd }: TourLayerProps) {
  const id = useId();
  const lab = useLabInstance();
  const guide = useMemo(() => createTourGuide(lab), [lab]);
  const list = useRef<HTMLDialogElement>(null);
  const wish = useView(({ tourWish }) => tourWish);
  useEffect(() => {
    if (wish === undefined) return;
    lab.view.setState({ tourWish: undefined });
    if (wish.kind === 'take') go(guide, wish.place);
    else if (wish.kind === 'leave') guide.quit();
    else if (list.current?.open === false) list.current.showModal();
  }, [guide, lab, wish]);
  useEffect(() => guide.quit, [guide]);

  const take = ({ name }: TourOffer): void => {
    list.current?.close();
    go(guide, { name, step: 0 });
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
