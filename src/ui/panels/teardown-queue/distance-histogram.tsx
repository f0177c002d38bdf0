import { distanceBars } from '../../../layout/distance-bars.ts';
import { integer } from '../../../narration/format.ts';

/** How many pages were unmapped between the unmap of a page and its coming back. */
export function DistanceHistogram({ distances }: { readonly distances: Float64Array }) {
  const bars = distanceBars(distances);
  const last = bars.at(-1);
  const inWords = bars
    .filter(({ count }) => count > 0)
    .map(({ from, to, count }) => `${from} to ${to}: ${integer(count)}`)
    .join('; ');
  return (
    <figure className="distances">
      <div className="distances-bars" role="img" aria-label={`Reuse distances. ${inWords || 'No reuse yet'}`}>
        {bars.map(({ from, to, count, share }) => (
          <span
            key={from}
            style={{ height: `${count > 0 ? Math.max(4, share * 100) : 0}%` }}
            title={`${from} to ${to} pages in between: ${integer(count)}`}
          />
        ))}
      </div>
      <figcaption className="soft">
        <span>0</span>
        <span>reuse distance, pages</span>
        <span>{last === undefined ? '' : integer(last.to + 1)}</span>
      </figcaption>
    </figure>
  );
}
