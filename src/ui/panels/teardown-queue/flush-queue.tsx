import { flushInWords } from '../../../narration/queue-words.ts';
import { integer, span } from '../../../narration/format.ts';
import { CELL, type FlushSection } from '../../../protocol/snapshot.ts';
import type { LabState } from '../../../store/lab-state.ts';
import { AgeAxis } from './age-axis.tsx';
import type { WaitingEntries } from './paint-ages.ts';

/** Ranges whose entries are cleared and whose IOVAs wait for one invalidation for all of them. */
export function FlushQueue({ flush, now }: { readonly flush: FlushSection; readonly now: number }) {
  const cached = flush.cached.reduce((sum, one) => sum + one, 0);
  return (
    <div className="queue">
      <div className="queue-left">
        <AgeAxis limit={flush.timeout} end="flushed" entries={waiting} />
        <p className="visually-hidden">{flushInWords(flush, now)}</p>
        <div className="quota">
          <span className="soft">flush at</span>
          <span className="quota-bar quota-flush" aria-hidden="true">
            <span style={{ width: `${Math.min(100, (flush.length / flush.highWaterMark) * 100)}%` }} />
          </span>
          <span>
            {integer(flush.length)} of {integer(flush.highWaterMark)}
          </span>
        </div>
      </div>
      <dl className="queue-right causes">
        <div>
          <dt>latest flush in</dt>
          <dd>{flush.length === 0 ? '–' : span(Math.max(0, flush.drainAt - now))}</dd>
        </div>
        <div>
          <dt>still in the IOTLB</dt>
          <dd>{integer(cached)}</dd>
        </div>
        <div>
          <dt>flushes so far</dt>
          <dd>{integer(flush.drains)}</dd>
        </div>
        <div>
          <dt>ranges freed</dt>
          <dd>{integer(flush.freed)}</dd>
        </div>
        <div>
          <dt>ranges a flush</dt>
          <dd>{flush.drains === 0 ? '–' : integer(flush.freed / flush.drains)}</dd>
        </div>
      </dl>
    </div>
  );
}

function waiting({ sections }: LabState): WaitingEntries | undefined {
  const queue = sections.flush;
  if (queue === undefined) return undefined;
  return {
    state: CELL.awaitingFlush,
    length: queue.joinedAt.length,
    left: (i, now) => queue.timeout - (now - queue.joinedAt[i]!),
  };
}
