import type { Detail } from '../store/view-state.ts';
import { useLabInstance, useView } from './lab-context.tsx';

/** How much of the bits the panels show, and how to change it. */
export function useDetail(): readonly [detail: Detail, setDetail: (detail: Detail) => void] {
  const { view } = useLabInstance();
  return [useView((state) => state.detail), (detail) => view.setState({ detail })];
}
