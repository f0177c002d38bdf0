import { useMemo, useRef } from 'react';
import { dataPath, hopBetween, stationsOf } from '../../../layout/data-path.ts';
import { stationWords } from '../../../narration/data-path-words.ts';
import { integer } from '../../../narration/format.ts';
import { useCalm, useLab } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { useSize } from '../../widgets/use-size.ts';
import { MovingEvents } from './moving-events.tsx';
import './data-path.css';

/** What the longest name of a station takes, CSS pixels. */
const NAME_WIDTH = 90;

/** Who takes part, from the guest's core to the wire, and what goes on between them. */
export function DataPathPanel() {
  const setting = useLab((state) => state.config.setting);
  const workload = useLab((state) => state.config.workload);
  const metrics = useCalm((state) => state.metrics);
  const hitRate = useCalm((state) => state.rates.hitRate);
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const stations = stationsOf(setting);
  const words = stationWords(setting, workload, metrics, hitRate);
  const gap = Math.max(14, width * 0.05);
  const boxes = useMemo(() => dataPath(stations, width, height, gap, NAME_WIDTH), [stations, width, height, gap]);
  return (
    <Panel
      name="data-path"
      title="Data path"
      note={metrics === undefined || stations.length === 4 ? undefined : `${integer(metrics.vmExits)} exits so far`}
    >
      <div ref={box} className="path-space">
        <svg className="path-lines" width={width} height={height} aria-hidden="true">
          {boxes.slice(1).map((to, i) => {
            const [a, b] = hopBetween(boxes[i]!, to);
            return <path key={to.station} d={`M${a.x},${a.y}L${b.x},${b.y}`} />;
          })}
        </svg>
        <ol aria-label="Stations of the data path">
          {boxes.map(({ station, x, y, width: w, height: h }) => {
            const { title, help, line, share } = words[station];
            return (
              <li
                key={station}
                className={`station station-${station}`}
                title={help}
                style={{ left: x, top: y, width: w, height: h }}
              >
                <strong>{title}</strong>
                <span className="station-line">{line}</span>
                {share !== undefined && (
                  <span className="station-bar" aria-hidden="true">
                    <span style={{ width: `${Math.min(1, share) * 100}%` }} />
                  </span>
                )}
              </li>
            );
          })}
        </ol>
        <MovingEvents boxes={boxes} stations={stations} />
      </div>
    </Panel>
  );
}
