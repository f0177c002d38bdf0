import { useEffect, useMemo } from 'react';
import { TOURS } from '../../narration/tour-list.ts';
import { ALL_TOURS } from '../../narration/tours/all-tours.ts';
import { useLabInstance } from '../lab-context.tsx';
import { TourCard } from './tour-card.tsx';
import { createTourGuide } from './tour-guide.ts';
import './tour.css';

/** A tour that somebody else than the viewer asked for. */
export interface TourWish {
  readonly name: string;
  /** From 0. */
  readonly step: number;
}

export interface LoneTourProps {
  readonly wish: TourWish;
  /** Hears of every step that is entered, and of the end. */
  readonly onPlace: (place: (TourWish & { readonly steps: number }) | undefined) => void;
}

/** Why there is no such step of a tour; undefined when there is. */
export function tourProblem({ name, step }: TourWish): { field: 'name' | 'step'; message: string } | undefined {
  const offer = TOURS.find((one) => one.name === name);
  if (offer === undefined)
    return { field: 'name', message: `name; allowed: ${TOURS.map((one) => one.name).join(', ')}` };
  return step < offer.steps ? undefined : { field: 'step', message: `step; allowed: 0 to ${offer.steps - 1}` };
}

/** A tour without the list of tours, which leaves the focus alone. */
export function LoneTour({ wish, onPlace }: LoneTourProps) {
  const lab = useLabInstance();
  const guide = useMemo(() => createTourGuide(lab), [lab]);
  useEffect(() => {
    const unsubscribe = guide.shown.subscribe((shown) => {
      onPlace(
        shown && { name: shown.offer.name, step: Math.max(0, shown.position.step), steps: shown.tour.steps.length },
      );
    });
    const offer = TOURS.find(({ name }) => name === wish.name);
    if (offer !== undefined) guide.start(offer, ALL_TOURS[offer.name]!, wish.step);
    return () => {
      unsubscribe();
      guide.quit();
    };
  }, [guide, wish, onPlace]);
  return <TourCard guide={guide} isQuiet onEnd={() => {}} />;
}
