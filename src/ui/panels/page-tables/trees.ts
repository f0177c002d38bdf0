import { useMemo } from 'react';
import { treesAt, treeSections, type Tree as Walked, type TreeSection } from '../../../layout/trees.ts';
import { useCalm } from '../../lab-context.tsx';
import { useShownAddress } from './shown-address.ts';

/** A tree as the panel names and colours it. */
export interface Tree extends Walked {
  readonly side: 'guest' | 'shadow';
  readonly label: string;
  /** What it translates to what. */
  readonly caption: string;
}

/** The trees that there are and their walks to the address that is shown. */
export function useTrees(): readonly Tree[] {
  const sections = useCalm((state) => state.sections);
  const { tables, shadowTables } = sections;
  const first = treeSections(sections)[0];
  const shown = useShownAddress(first && sections[first]);
  return useMemo(() => {
    if (shown === undefined) return [];
    const pair = { ...(tables && { tables }), ...(shadowTables && { shadowTables }) };
    return treesAt(pair, shown.domainId, shown.iova).map((tree) => ({ ...tree, ...WORDS[tree.section] }));
  }, [tables, shadowTables, shown]);
}

const WORDS: Readonly<Record<TreeSection, Pick<Tree, 'side' | 'label' | 'caption'>>> = {
  tables: { side: 'guest', label: 'guest', caption: 'the guest’s tables: to guest physical addresses' },
  shadowTables: {
    side: 'shadow',
    label: 'shadow',
    caption: 'the hypervisor’s shadow of them: to host physical addresses',
  },
};
