import { teardownInWords } from '../../../narration/queue-words.ts';
import { integer, percent, shortInteger } from '../../../narration/format.ts';
import { CELL, type TeardownSection } from '../../../protocol/snapshot.ts';
import type { LabState } from '../../../store/lab-state.ts';
import { AgeAxis } from './age-axis.tsx';
import { DistanceHistogram } from './distance-histogram.tsx';
import type { WaitingEntries } from './paint-ages.ts';

/** Mappings that outlive their unmap, each with its own deadline, and what took the others out. */
export function TeardownQueue({ teardown, now }: { readonly teardown: TeardownSection; readonly now: number }) {
  const undrawn = teardown.length - teardown.deadline.length;
  return (
    <div className="queue">
      <div className="queue-left">
        <AgeAxis limit={teardown.ageLimit} end="torn down" entries={waiting} />
        <p className="visually-hidden">{teardownInWords(teardown, now)}</p>
        {undrawn > 0 && <p className="soft">{integer(undrawn)} more are not drawn</p>}
        {teardown.quota > 0 && (
          <div className="quota">
            <span className="soft quota-name">quota</span>
            <span className="quota-bar" aria-hidden="true">
              <span style={{ width: `${Math.min(100, (teardown.length / teardown.quota) * 100)}%` }} />
            </span>
            <span>
              {integer(teardown.length)} of {integer(teardown.quota)}
            </span>
          </div>
        )}
      </div>
      <div className="queue-right">
        <Causes teardown={teardown} />
        <DistanceHistogram distances={teardown.distances} />
      </div>
    </div>
  );
}

function waiting({ sections }: LabState): WaitingEntries | undefined {
  const queue = sections.teardown;
  if (queue === undefined) return undefined;
  return {
    state: CELL.awaitingTeardown,
    length: queue.deadline.length,
    iova: queue.iova,
    domainId: queue.domainId,
    pages: queue.pages,
    left: (i, now) => queue.deadline[i]! - now,
  };
}

function Causes({ teardown }: { readonly teardown: TeardownSection }) {
  const { reused, expired, overQuota, drained } = teardown;
  const total = reused + expired + overQuota + drained;
  const rows = [
    { name: 'taken back', count: reused, mark: 'reused' },
    { name: 'expired', count: expired, mark: 'expired' },
    { name: 'over quota', count: overQuota, mark: 'over-quota' },
    ...(drained > 0 ? [{ name: 'drained', count: drained, mark: 'drained' }] : []),
  ];
  return (
    <dl className="causes">
      {rows.map(({ name, count, mark }) => (
        <div key={name}>
          <dt>
            <span className={`cause-mark cause-${mark}`} aria-hidden="true" /> {name}
          </dt>
          <dd>
            {shortInteger(count)} <span className="soft">{total > 0 && percent(count / total)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
