import { useMemo } from 'react';
import { addressFormat } from '../../narration/format.ts';
import { useView } from '../lab-context.tsx';

/** What writes addresses in words, as the viewer wants them. */
export function useAddressFormat(): (value: number) => string {
  const numbers = useView((state) => state.numbers);
  return useMemo(() => addressFormat(numbers), [numbers]);
}
