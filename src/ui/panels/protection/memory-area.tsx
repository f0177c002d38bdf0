import { useRef } from 'react';
import { isTranslated } from '../../../layout/pointed-cell.ts';
import { MEMORY_KINDS, MEMORY_SHAPES, memoryCells } from '../../../layout/memory-cells.ts';
import { integer } from '../../../narration/format.ts';
import { guestsThatFit } from '../../../narration/memory-words.ts';
import { useActions, useCalm, useLab, usePaint } from '../../lab-context.tsx';

const COLUMNS = 56;
const ROWS = 4;

/** What of the guest's memory the host cannot take back, as an area, and what follows for the host. */
export function MemoryArea() {
  const memory = useCalm((state) => state.sections.memory);
  const pinned = useRef<HTMLLIElement>(null);
  // Where the shadow leads, the page frame is pinned.
  usePaint(({ sections: { shadowTables } }, pointed) => {
    const isMarked = pointed !== undefined && shadowTables !== undefined && isTranslated(shadowTables, pointed);
    pinned.current?.toggleAttribute('data-pointed', isMarked);
  });
  if (memory === undefined) return null;
  const { paths } = memoryCells(memory, COLUMNS, ROWS);
  return (
    <div className="memory">
      <svg viewBox={`0 0 ${COLUMNS} ${ROWS}`} aria-hidden="true">
        {MEMORY_KINDS.map((kind) => (
          <path key={kind} className={`memory-${kind}`} d={paths[kind]} />
        ))}
      </svg>
      <div className="memory-row">
        <ul aria-label="Page frames of the guest">
          {MEMORY_KINDS.map((kind) => (
            <li key={kind} ref={kind === 'pinned' ? pinned : undefined} className="piece">
              <svg className="memory-key" viewBox="0 0 1 1" aria-hidden="true">
                <path className={`memory-${kind}`} d={`M0 0${MEMORY_SHAPES[kind]}`} />
              </svg>{' '}
              {kind} <strong>{integer(memory[kind])}</strong>
            </li>
          ))}
        </ul>
        {PRESSURE}
      </div>
      <p className="soft">{guestsThatFit(memory)}</p>
    </div>
  );
}

/** What the host wants back. */
function Pressure() {
  const pressure = useLab((state) => state.config.hostPressure);
  const { adjust } = useActions();
  return (
    <label className="pressure" title="share of unpinned memory that the host wants back">
      Host pressure
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={pressure}
        aria-valuetext={`${pressure} percent`}
        onChange={(event) => adjust({ hostPressure: Number(event.target.value) })}
      />
      <output>{pressure} %</output>
    </label>
  );
}

/** Always the same, so that figures that change do not have it rendered. */
const PRESSURE = <Pressure />;
