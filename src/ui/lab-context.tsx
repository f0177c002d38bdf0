import { createContext, useContext, useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { present } from '../base/assert.ts';
import type { LabActions } from '../store/actions.ts';
import type { Lab } from '../store/lab.ts';
import type { LabState } from '../store/lab-state.ts';
import { pointedPage } from '../store/pointing.ts';
import type { ViewState } from '../store/view-state.ts';

const LabContext = createContext<Lab | undefined>(undefined);

/** Gives everything below it one instance of the lab. */
export function LabProvider({ lab, children }: { readonly lab: Lab; readonly children: ReactNode }) {
  return <LabContext value={lab}>{children}</LabContext>;
}

/** The instance this component belongs to. */
export function useLabInstance(): Lab {
  return present(useContext(LabContext), 'a LabProvider above this component');
}

export function useActions(): LabActions {
  return useLabInstance().actions;
}

/** A part of the state; renders again in every frame in which that part changed. For what the viewer sets. */
export function useLab<T>(select: (state: LabState) => T): T {
  return useStore(useLabInstance().store, select);
}

/** A part of the state, renewed at a pace at which words can be read. For what is measured and written out. */
export function useCalm<T>(select: (state: LabState) => T): T {
  return useStore(useLabInstance().calm, select);
}

/** A part of how the page is arranged. */
export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useLabInstance().view, select);
}

/**
 * Calls `paint` in every frame in which the state changed or another address is pointed at, and after this component
 * rendered, without rendering it: for canvases, needles and clocks.
 * @param paint gets the state and the page that is pointed at
 * @param gap least wall milliseconds between two calls while the machine runs, for what nobody can follow at 60 a second;
 * the latest state is always painted in the end
 */
export function usePaint(paint: (state: LabState, pointed: number | undefined) => void, gap = 0): void {
  const { store, view, frames } = useLabInstance();
  const latest = useRef(paint);
  const task = useRef<() => void>(undefined);
  useEffect(() => {
    let paintedAt = Number.NEGATIVE_INFINITY;
    const run = (): void => {
      const state = store.getState();
      const wall = gap > 0 ? performance.now() : 0;
      if (gap > 0 && state.run === 'running' && wall - paintedAt < gap) {
        frames.requestAfter(paintedAt + gap - wall, 'paint', run);
        return;
      }
      paintedAt = wall;
      latest.current(state, pointedPage(view.getState(), state.selection));
    };
    task.current = run;
    const ask = (): void => frames.request('paint', run);
    ask();
    const unsubscribe = store.subscribe(ask);
    const unpoint = view.subscribe((now, before) => {
      if (now.pointedIova !== before.pointedIova || now.chosenCell !== before.chosenCell) ask();
    });
    return () => {
      unsubscribe();
      unpoint();
      frames.cancel(run);
      task.current = undefined;
    };
  }, [store, view, frames, gap]);
  useLayoutEffect(() => {
    latest.current = paint;
    if (task.current !== undefined) frames.request('paint', task.current);
  });
}
