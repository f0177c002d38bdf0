import { useEffect, useEffectEvent } from 'react';
import type { PageWish } from '../store/view-state.ts';
import { useLabInstance, useView } from './lab-context.tsx';

/** Does what the viewer asked for by name, where this part of the page is the one to do it. */
export function useWish(name: PageWish, perform: () => void, isMine = true): void {
  const { view } = useLabInstance();
  const isAsked = useView(({ wish }) => wish === name) && isMine;
  const act = useEffectEvent(perform);
  useEffect(() => {
    if (!isAsked) return;
    view.setState({ wish: undefined });
    act();
  }, [isAsked, view]);
}
