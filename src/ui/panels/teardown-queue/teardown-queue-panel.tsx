import { counted } from '../../../narration/format.ts';
import { flushSummary, teardownSummary, whyNoQueue } from '../../../narration/queue-words.ts';
import { useCalm, useLab, useView } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { WhyButton } from '../../widgets/why-button.tsx';
import { FlushQueue } from './flush-queue.tsx';
import { TeardownQueue } from './teardown-queue.tsx';
import './teardown-queue.css';

/** What was unmapped and is not gone yet: the teardown queue, or under deferred invalidation the flush queue. */
export function TeardownQueuePanel() {
  const strategy = useLab((state) => state.config.strategy);
  const teardown = useCalm((state) => state.sections.teardown);
  const flush = useCalm((state) => state.sections.flush);
  const now = useCalm((state) => state.now);
  const isAsync = strategy === 'async';
  const showsFlush =
    flush !== undefined && (strategy === 'deferred' || (!isAsync && flush.length > 0 && !teardown?.length));
  const showsTeardown = !showsFlush && teardown !== undefined && (strategy === 'optimistic' || teardown.length > 0);
  const isChosen = useView((state) => state.chosenCell?.what.kind === 'iova') && (showsFlush || showsTeardown);
  const note = showsFlush
    ? `flush queue: ${flushSummary(flush, now)}`
    : showsTeardown
      ? teardownSummary(teardown, now)
      : undefined;
  return (
    <Panel name="teardown" title="Teardown queue" note={isChosen ? <ChosenEntry /> : note}>
      {showsFlush ? (
        <FlushQueue flush={flush} now={now} />
      ) : showsTeardown ? (
        <TeardownQueue teardown={teardown} now={now} />
      ) : (
        <p className="queue-none">
          {whyNoQueue(strategy)}
          {isAsync && flush !== undefined && ` ${counted(flush.length, 'range')} on the way now.`}
        </p>
      )}
    </Panel>
  );
}

/** The entry that the viewer chose. */
function ChosenEntry() {
  const cell = useView((state) => state.chosenCell);
  if (cell === undefined) return null;
  return (
    <>
      {cell.about}
      <WhyButton cell={cell} />
    </>
  );
}
