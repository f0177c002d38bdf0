import { pageBase } from '../../../base/bits.ts';
import { walkColumns } from '../../../layout/walk-columns.ts';
import { walkStations, type StationStop } from '../../../layout/walk-stations.ts';
import { hex } from '../../../narration/format.ts';
import { walkStopInWords } from '../../../narration/walk-words.ts';
import { useActions } from '../../lab-context.tsx';
import { CellSwatch } from '../../widgets/cell-swatch.tsx';
import { useDetail } from '../../use-detail.ts';
import type { Tree } from './trees.ts';

/** An entry of a walk: in which tree, and which of its stations. */
export interface ChosenStep {
  readonly tree: number;
  readonly step: number;
}

export interface WalkStripProps {
  readonly trees: readonly Tree[];
  readonly chosen: ChosenStep;
  readonly onChoose: (step: ChosenStep | undefined) => void;
}

/** The walk from left to right: the part of the address that each table is entered with, and the tables. */
export function WalkStrip({ trees, chosen, onChoose }: WalkStripProps) {
  const stations = walkStations(trees.map(({ tables, path }) => walkColumns(tables, path)));
  const isDouble = trees.length > 1;
  const [detail] = useDetail();
  return (
    <div className="walk" data-detail={detail}>
      {isDouble && (
        <div className="walk-sides" aria-hidden="true">
          {trees.map(({ side, label }) => (
            <span key={side} className={`side-${side}`}>
              {label}
            </span>
          ))}
        </div>
      )}
      <ol aria-label={`The walk for I/O virtual address ${trees[0]!.path.iova.toString(16)} hexadecimal`}>
        {stations.map(({ title, bits, bitsName, stops }) => (
          <li key={title} className="walk-station">
            <span className="walk-title">{title}</span>
            <span className="walk-bits" title={`bits ${bitsName}`}>
              <code>{bits}</code>
            </span>
            {stops.map((stop, tree) => (
              <span
                key={trees[tree]!.side}
                className={`walk-stop side-${trees[tree]!.side}`}
                data-reached={stop?.column.address !== undefined}
              >
                {stop !== undefined && (
                  <Stop
                    stop={stop}
                    page={tree === 0 ? pageBase(trees[0]!.path.iova) : undefined}
                    frame={tree === 0 && isDouble ? trees[0]!.path.translated : undefined}
                    name={isDouble ? `${trees[tree]!.label}: ` : ''}
                    isChosen={chosen.tree === tree && chosen.step === stop.place}
                    onChoose={(isOn) => onChoose(isOn ? { tree, step: stop.place } : undefined)}
                  />
                )}
              </span>
            ))}
          </li>
        ))}
      </ol>
    </div>
  );
}

interface StopProps {
  readonly stop: StationStop;
  readonly name: string;
  /** The page whose walk it is. */
  readonly page: number | undefined;
  /** Guest physical address that the walk leads to, where the host keeps track of page frames. */
  readonly frame: number | undefined;
  readonly isChosen: boolean;
  readonly onChoose: (isOn: boolean) => void;
}

function Stop({ stop: { column }, name, page, frame, isChosen, onChoose }: StopProps) {
  const { ask } = useActions();
  const { kind, address, index, state, siblings } = column;
  if (kind === 'page') {
    const words = (
      <>
        <code>{digits(address)}</code>
        <span className="walk-index">{address === undefined ? 'not mapped' : 'in memory'}</span>
      </>
    );
    if (frame === undefined || address === undefined)
      return (
        <span className="walk-node walk-page" data-page={page}>
          {words}
        </span>
      );
    return (
      <button
        type="button"
        className="walk-node walk-page"
        data-page={page}
        title="Why is this page frame pinned or not?"
        onClick={() => ask({ kind: 'frame', gpa: frame }, `Page frame ${hex(pageBase(frame))} of the guest`)}
      >
        {words}
      </button>
    );
  }
  return (
    <button
      type="button"
      className="walk-node"
      data-stacked={siblings > 1}
      disabled={index === undefined}
      aria-pressed={isChosen}
      aria-label={`${name}${walkStopInWords(column)}`}
      onClick={() => onChoose(!isChosen)}
    >
      <code>{digits(address)}</code>
      <span className="walk-index">
        {state >= 0 && <CellSwatch state={state} />}
        {index === undefined ? '–' : `[${index}]`}
      </span>
    </button>
  );
}

function digits(address: number | undefined): string {
  return address === undefined ? '–' : address.toString(16);
}
