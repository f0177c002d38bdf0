import { compact } from '../../../narration/format.ts';
import { differenceOf } from '../../../narration/comparison-rows.ts';
import { useActions, useCalm, useLab, useLabInstance } from '../../lab-context.tsx';
import { machineInWords } from './apart-words.ts';
import '../../frame/notices.css';

/** While a comparison runs behind the panels: its main figure, the way to it, and its end. */
export function ComparisonNotice() {
  const { view } = useLabInstance();
  const { compare } = useActions();
  const kind = useLab(({ comparison }) => comparison.kind);
  const words = useCalm(({ comparison, metrics }) => {
    if (comparison.kind !== 'beside' || metrics === undefined) return '';
    const { config, metrics: other, apart } = comparison;
    const keys = Object.keys(apart) as (keyof typeof apart)[];
    const { difference } = differenceOf('share', metrics.gbps / metrics.lineRateGbps, other.gbps / other.lineRateGbps);
    return `${machineInWords(config, keys)}: ${compact(other.gbps)} Gb/s, ${difference}`;
  });
  return (
    <div className="notice" role="status">
      <p>
        Compared with{' '}
        {kind === 'refused' ? 'a machine that there cannot be' : kind === 'coming' ? 'a machine on its way' : words}
      </p>
      <button type="button" onClick={() => view.setState({ maximized: 'compare' })}>
        Show
      </button>
      <button type="button" onClick={() => compare()}>
        End the comparison
      </button>
    </div>
  );
}
