import { queueRing, readableDescriptors, ringPiece, waitingDescriptors } from '../../../layout/queue-ring.ts';
import { fieldsOf } from '../../../narration/entry-fields.ts';
import { descriptorInWords, descriptorPage, descriptorWords } from '../../../narration/register-words.ts';
import { integer } from '../../../narration/format.ts';
import type { QueueSection } from '../../../protocol/snapshot.ts';
import { descriptorSpec, descriptorType } from '../../../spec/invalidation.ts';

/** Descriptors read out before and after the head. */
const DONE = 5;
const WAITING = 5;

/** The ring with head and tail, and the descriptors around the head in words, and by field where every bit is wanted. */
export function InvalidationRing({ queue, isFull }: { readonly queue: QueueSection; readonly isFull: boolean }) {
  const segments = queueRing(queue);
  const isWaiting = (index: number): boolean =>
    (index - queue.head + queue.size) % queue.size < waitingDescriptors(queue);
  return (
    <div className="ring-and-list">
      <svg className="ring" viewBox="-50 -50 100 100" aria-hidden="true">
        {segments.map(({ state, isHead, isTail }, i) => (
          <path
            // The place in the ring is what a segment is.
            // oxlint-disable-next-line react/no-array-index-key
            key={i}
            d={ringPiece(i, segments.length, isHead ? 29 : 34, isTail ? 49 : 44)}
            className={`ring-${state}`}
            data-end={isHead || isTail}
          />
        ))}
        <text y="-2">{integer(waitingDescriptors(queue))}</text>
        <text y="9" className="ring-unit">
          waiting
        </text>
      </svg>
      <ol className="descriptors" aria-label="Descriptors around the head">
        {readableDescriptors(queue, DONE, WAITING).map((index) => {
          const words = descriptorWords(queue, index);
          const spec = descriptorSpec(descriptorType(words[0]!));
          return (
            <li key={index} data-waiting={isWaiting(index)} data-page={descriptorPage(queue, index)}>
              <strong>
                [{index}] {isWaiting(index) ? 'waits' : 'done'}
              </strong>{' '}
              {descriptorInWords(queue, index)}
              <span className="register-fields">
                {isFull &&
                  spec !== undefined &&
                  fieldsOf(spec, words).map((field) => (
                    <span key={field.name} title={field.help} data-set={field.shown !== '0'}>
                      {field.name} <code>{field.shown}</code>
                    </span>
                  ))}
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
