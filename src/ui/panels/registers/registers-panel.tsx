import { useState } from 'react';
import {
  commandInWords,
  faultInWords,
  queueSummary,
  registerValue,
  shownRegisters,
} from '../../../narration/register-words.ts';
import { waitingDescriptors } from '../../../layout/queue-ring.ts';
import type { QueueSection } from '../../../protocol/snapshot.ts';
import { useCalm, useView } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { useDetail } from '../../use-detail.ts';
import { DetailToggle } from '../../widgets/detail-toggle.tsx';
import { InvalidationRing } from './invalidation-ring.tsx';
import { RegisterTable } from './register-table.tsx';
import './registers.css';

/** Registers whose flags say what the unit is doing. */
const STATUS: ReadonlySet<string> = new Set(['GSTS', 'FSTS']);

/** What the guest's driver sees of its IOMMU: registers by field, the invalidation queue, the fault record. */
export function RegistersPanel() {
  const words = useCalm((state) => state.sections.registers?.words);
  const queue = useCalm((state) => state.sections.queue);
  const isLarge = useView((state) => state.maximized === 'registers');
  const registers = useRegisters(words);
  const [detail] = useDetail();
  const isFull = detail === 'full';
  const hasFault = words !== undefined && registerValue(words, 'FRCD', 'FR') > 0;
  const isQueued = queue !== undefined && queue.size > 0;
  return (
    <Panel name="registers" title="Invalidation queue and registers">
      {words === undefined ? (
        <p className="soft">The unit has not been looked at yet.</p>
      ) : (
        <>
          <ul className="status-flags" aria-label="Status registers">
            {registers
              .filter(({ name }) => STATUS.has(name))
              .flatMap(({ name, fields }) =>
                fields
                  .filter((field) => isTold(field, isFull))
                  .map((field) => (
                    <li key={name + field.name} data-set={field.isSet} title={`${name}, ${field.help}`}>
                      {isFull ? `${field.name} ${field.shown}` : field.isSet ? field.says : 'translation is off'}
                    </li>
                  )),
              )}
            {!hasFault && <li className="no-fault">no fault</li>}
          </ul>
          <p className="registers-line">{isQueued ? summaryOf(queue) : commandInWords(words)}</p>
          {(isLarge || hasFault) && <p className="registers-line">{faultInWords(words)}</p>}
          {isLarge && (
            <div className="registers-all">
              <DetailToggle />
              {isQueued && <InvalidationRing queue={queue} isFull={isFull} />}
              <RegisterTable registers={registers} isFull={isFull} />
            </div>
          )}
        </>
      )}
    </Panel>
  );
}

/** Whether a flag is shown: what is set, and what tells that something is not. */
function isTold({ name, isSet }: { readonly name: string; readonly isSet: boolean }, isFull: boolean): boolean {
  if (isFull) return isSet || name === 'TES' || name === 'QIES';
  return name === 'TES' || (isSet && name !== 'RTPS');
}

function summaryOf(queue: QueueSection): string {
  return `Queue: ${queueSummary(queue, waitingDescriptors(queue))}`;
}

/** The registers now, compared with what was shown before. */
function useRegisters(words: Uint32Array = new Uint32Array()) {
  const [seen, setSeen] = useState(() => ({ words, registers: shownRegisters(words, words) }));
  if (seen.words === words || words.length === 0) return seen.registers;
  const registers = shownRegisters(words, seen.words.length === 0 ? words : seen.words);
  setSeen({ words, registers });
  return registers;
}
