import { useMemo, useRef } from 'react';
import { iotlbGrid } from '../../../layout/iotlb-grid.ts';
import { iotlbInWords } from '../../../narration/iotlb-words.ts';
import type { IotlbSection } from '../../../protocol/snapshot.ts';
import type { LabState } from '../../../store/lab-state.ts';
import { Legend } from '../../widgets/legend.tsx';
import { PaintedCanvas } from '../../widgets/painted-canvas.tsx';
import { useSize } from '../../widgets/use-size.ts';
import { paintIotlb } from '../iotlb/paint-iotlb.ts';

export interface ComparedIotlbsProps {
  /** The machines in words. */
  readonly first: string;
  readonly second: string;
  readonly cells: IotlbSection | undefined;
  readonly otherCells: IotlbSection | undefined;
}

const ofFirst = ({ sections }: LabState): IotlbSection | undefined => sections.iotlb;
const ofSecond = ({ comparison }: LabState): IotlbSection | undefined =>
  comparison.kind === 'beside' ? comparison.sections.iotlb : undefined;

/** What both IOTLBs hold. */
export function ComparedIotlbs({ first, second, cells, otherCells }: ComparedIotlbsProps) {
  return (
    <div className="compare-iotlbs">
      <h3>IOTLB</h3>
      <Cells title={first} iotlb={cells} find={ofFirst} />
      <Cells title={second} iotlb={otherCells} find={ofSecond} />
      <Legend />
    </div>
  );
}

interface CellsProps {
  readonly title: string;
  readonly iotlb: IotlbSection | undefined;
  readonly find: (state: LabState) => IotlbSection | undefined;
}

function Cells({ title, iotlb, find }: CellsProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const [sets, ways] = [iotlb?.sets ?? 0, iotlb?.ways ?? 0];
  const grid = useMemo(() => iotlbGrid(sets, Math.max(1, ways), size.width, size.height), [sets, ways, size]);
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <div ref={box} className="compare-cells">
        <PaintedCanvas
          size={size}
          paint={(surface, state, pointed) => paintIotlb(surface, find(state), grid, pointed)}
        />
      </div>
      <p className="visually-hidden">{iotlb === undefined ? 'No translation yet.' : iotlbInWords(iotlb)}</p>
    </figure>
  );
}
