import { useEffect, useRef } from 'react';
import { useLabInstance, usePaint } from '../lab-context.tsx';

/**
 * Words about an address: an element with `data-page` (the page's first address) is marked with `data-pointed` while that
 * page is pointed at, and points at it while it is under the pointer. Nothing is rendered for it.
 */
export function PointedRows() {
  const { view } = useLabInstance();
  const here = useRef<HTMLSpanElement>(null);
  const isMarked = useRef(false);
  usePaint((_, pointed) => {
    if (pointed === undefined && !isMarked.current) return;
    isMarked.current = pointed !== undefined;
    const rows = here.current?.parentElement?.querySelectorAll<HTMLElement>('[data-page]') ?? [];
    for (const row of rows) row.toggleAttribute('data-pointed', Number(row.dataset['page']) === pointed);
  });
  useEffect(() => {
    const page = here.current?.parentElement;
    const point = ({ target }: PointerEvent): void => {
      const row = target instanceof Element ? target.closest<HTMLElement>('[data-page]') : null;
      const pointedIova = row === null ? undefined : Number(row.dataset['page']);
      // Pictures point by themselves.
      if (row === null && target instanceof Element && target.closest('.cell-picker') !== null) return;
      if (view.getState().pointedIova !== pointedIova) view.setState({ pointedIova });
    };
    const leave = (): void => view.setState({ pointedIova: undefined });
    page?.addEventListener('pointerover', point);
    page?.addEventListener('pointerleave', leave);
    return () => {
      page?.removeEventListener('pointerover', point);
      page?.removeEventListener('pointerleave', leave);
    };
  }, [view]);
  return <span ref={here} hidden />;
}
