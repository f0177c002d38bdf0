import { useMemo, useRef, useState } from 'react';
import { Glow } from '../../../layout/glow.ts';
import { iotlbCell, iotlbCellAt, iotlbGrid } from '../../../layout/iotlb-grid.ts';
import { iotlbCellInWords, iotlbInWords, translationInWords } from '../../../narration/iotlb-words.ts';
import { integer, percent } from '../../../narration/format.ts';
import type { IotlbSection } from '../../../protocol/snapshot.ts';
import type { ChosenCell } from '../../../store/chosen-cell.ts';
import { useCalm, useLabInstance } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { CellPicker } from '../../widgets/cell-picker.tsx';
import { useAddressFormat } from '../../widgets/use-address-format.ts';
import { PaintedCanvas } from '../../widgets/painted-canvas.tsx';
import { WhyButton } from '../../widgets/why-button.tsx';
import { useSize } from '../../widgets/use-size.ts';
import { wantsStillness } from '../../widgets/wants-stillness.ts';
import { glowIotlb, paintIotlb } from './paint-iotlb.ts';
import './iotlb.css';

/** The translations that the hardware remembers: sets side by side, ways on top of each other. */
export function IotlbPanel() {
  const iotlb = useCalm((state) => state.sections.iotlb);
  const hitRate = useCalm((state) => state.rates.hitRate);
  const note =
    iotlb === undefined
      ? undefined
      : `${integer(iotlb.sets * iotlb.ways)} entries, ${iotlb.ways}-way · ${hitRate === undefined ? 'not in use' : `hits ${percent(hitRate)}`}`;
  return (
    <Panel name="iotlb" title="IOTLB" note={note}>
      {iotlb === undefined ? (
        <p className="soft">No translation has been remembered yet.</p>
      ) : iotlb.sets * iotlb.ways === 0 ? (
        <p className="soft">This unit has no IOTLB: every access walks the tables.</p>
      ) : (
        <IotlbCells iotlb={iotlb} />
      )}
    </Panel>
  );
}

function IotlbCells({ iotlb }: { readonly iotlb: IotlbSection }) {
  const address = useAddressFormat();
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const [chosen, setChosen] = useState<number>();
  const grid = useMemo(
    () => iotlbGrid(iotlb.sets, iotlb.ways, size.width, size.height),
    [iotlb.sets, iotlb.ways, size.width, size.height],
  );
  const count = iotlb.sets * iotlb.ways;
  const shown = chosen ?? iotlb.latestHit;
  const { view } = useLabInstance();
  const cellOf = (slot: number): ChosenCell => ({
    what: { kind: 'iotlb', slot },
    about: `IOTLB ${iotlbCellInWords(iotlb, slot)}`,
    ...(iotlb.pageShift[slot] !== 0 && { iova: iotlb.iova[slot]! }),
  });
  const choose = (cell: number | undefined): void => {
    setChosen(cell);
    view.setState({ chosenCell: cell === undefined ? undefined : cellOf(cell) });
  };
  const [glow] = useState(() => ({ filled: new Glow(wantsStillness()), hit: new Glow(wantsStillness()) }));
  const seen = useRef<IotlbSection>(undefined);
  const place = chosen === undefined ? undefined : iotlbCell(grid, chosen);
  return (
    <>
      <div ref={box} className="iotlb-box">
        <CellPicker
          className="iotlb-picker"
          label="IOTLB: choose a cell"
          count={count}
          chosen={chosen}
          describe={(cell) => iotlbCellInWords(iotlb, cell)}
          cellAt={(x, y) => iotlbCellAt(grid, x, y)}
          next={(cell, direction) => {
            const step = { left: -iotlb.ways, right: iotlb.ways, up: -1, down: 1 }[direction];
            return Math.min(count - 1, Math.max(0, cell + step));
          }}
          onChoose={choose}
          iovaOf={(cell) => (iotlb.pageShift[cell] === 0 ? undefined : iotlb.iova[cell])}
        >
          <PaintedCanvas
            size={size}
            paint={(surface, { sections, now }, pointed) => {
              const section = sections.iotlb;
              if (section !== undefined) glowIotlb(glow, section, now, section !== seen.current);
              seen.current = section;
              paintIotlb(surface, section, grid, pointed, glow);
            }}
          />
          {place !== undefined && (
            <span
              className="iotlb-chosen"
              style={{ left: place.x - 2, top: place.y - 2, width: grid.cellWidth + 2, height: grid.cellHeight + 2 }}
            />
          )}
        </CellPicker>
      </div>
      <p className="iotlb-shown">
        {chosen === undefined && shown >= 0 && <span className="iotlb-hit-key" aria-hidden="true" />}
        {chosen === undefined
          ? shown < 0
            ? 'no hit yet'
            : `last hit ${translationInWords(iotlb, shown, address)}`
          : iotlbCellInWords(iotlb, chosen, address)}
        {chosen !== undefined && <WhyButton cell={cellOf(chosen)} />}
      </p>
      <p className="soft iotlb-key">bar: recency of use · not architectural</p>
      <p className="visually-hidden">{iotlbInWords(iotlb)}</p>
    </>
  );
}
