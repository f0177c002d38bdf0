import { useEffect, useMemo, useRef, useState, type ComponentType } from 'react';
import type { LoneTourProps, TourWish } from '../ui/tour/lone-tour.tsx';
import type { EmbedTours } from './embed-api.ts';
import type { TourPlace } from './subscription.ts';

/** The tour that the address or the host asked for, if any, and what asks for one. */
export function useEmbedTour(asked: string | undefined) {
  const place = useRef<TourPlace>(undefined);
  const [taken, setTaken] = useState<{ readonly wish: TourWish; readonly Tour: ComponentType<LoneTourProps> }>();
  const [problem, setProblem] = useState<string>();
  const tours = useMemo((): EmbedTours => {
    return {
      place: () => place.current,
      take: async (name, step) => {
        if (name === undefined) {
          setTaken(undefined);
          place.current = undefined;
          return undefined;
        }
        const wish = { name, step };
        // Fetched when a tour is wanted.
        const code = await import('../ui/tour/lone-tour.tsx').catch(() => undefined);
        if (code === undefined) return { field: 'name', message: 'name: the tours could not be fetched' };
        const wrong = code.tourProblem(wish);
        if (wrong === undefined) setTaken({ wish, Tour: code.LoneTour });
        return wrong;
      },
    };
  }, []);
  useEffect(() => {
    if (asked === undefined) return;
    const begin = async (): Promise<void> => setProblem((await tours.take(asked, 0))?.message);
    void begin();
  }, [asked, tours]);
  const onPlace = useMemo(
    () => (now: TourPlace | undefined) => {
      place.current = now;
    },
    [],
  );
  return {
    tours,
    problem,
    element: taken === undefined ? null : <taken.Tour wish={taken.wish} onPlace={onPlace} />,
  };
}
