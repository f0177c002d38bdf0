import { useRef } from 'react';
import { sparkline } from '../../../layout/sparkline.ts';
import { span } from '../../../narration/format.ts';
import { useCalm, usePaint } from '../../lab-context.tsx';
import { setIfChanged } from '../../widgets/set-if-changed.ts';

const WIDTH = 240;
const HEIGHT = 44;
/** Samples that fill the width at least and at most; fewer start at the right. */
const FEWEST = 24;
const MOST = 120;
/** Wall milliseconds between two pictures: a line that moves by a pixel is followed at 15 a second as well as at 60. */
const GAP = 64;

/** Rate over the recent past against the line rate. */
export function RateHistory() {
  const shown = useCalm(({ metrics }) => Math.min(MOST, metrics?.history.length ?? 0) * (metrics?.historySpan ?? 0));
  const line = useRef<SVGPathElement>(null);
  const area = useRef<SVGPathElement>(null);
  usePaint(({ metrics }) => {
    if (metrics === undefined) return;
    const samples = metrics.history.subarray(Math.max(0, metrics.history.length - MOST));
    const shape = sparkline(samples, Math.max(FEWEST, samples.length), metrics.lineRateGbps, WIDTH, HEIGHT);
    setIfChanged(line.current, 'd', shape.line);
    setIfChanged(area.current, 'd', shape.area);
  }, GAP);
  return (
    <figure className="history">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <line x1="0" y1="4" x2={WIDTH} y2="4" className="history-limit" />
        <path ref={area} className="history-area" />
        <path ref={line} className="history-line" />
      </svg>
      <figcaption>
        <span>{shown > 0 ? `the last ${span(shown)}` : 'rate over time'}</span>
        <span>dashed: line rate</span>
      </figcaption>
    </figure>
  );
}
