import { integer, percent } from '../../../narration/format.ts';
import type { ReuseHistogram } from '../../../protocol/assessment.ts';
import { DistanceHistogram } from '../teardown-queue/distance-histogram.tsx';
import '../teardown-queue/teardown-queue.css';

/** How soon the pages of the recording come back: what an optimistic teardown could hope for. */
export function ReuseFigure({ reuse }: { readonly reuse: ReuseHistogram | undefined }) {
  if (reuse === undefined) return null;
  const { pageMaps, cold, alias, reuse: reused, skipped, distances } = reuse;
  const share = (count: number): string => (pageMaps === 0 ? '–' : percent(count / pageMaps));
  return (
    <div className="assessment-reuse">
      <h3>How soon pages come back</h3>
      <p>
        Of {integer(pageMaps)} page maps {share(reused)} took a page that had been mapped before and was not then,{' '}
        {share(alias)} one that was mapped elsewhere too, {share(cold)} one never seen before.
      </p>
      <DistanceHistogram distances={distances} />
      <p className="soft">
        distance: pages unmapped in between, powers of two
        {skipped > 0 ? `; ${integer(skipped)} page maps not followed` : ''}
      </p>
    </div>
  );
}
