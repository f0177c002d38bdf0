import { useMemo, useRef } from 'react';
import { PAPER_GBPS, PAPER_PERCENT } from '../../../config/paper-results.ts';
import { gauge } from '../../../layout/gauge.ts';
import { compact, plain } from '../../../narration/format.ts';
import { unitOf } from '../../../narration/units.ts';
import { cellKey } from '../../../store/measured-cells.ts';
import { useCalm, useLab, usePaint } from '../../lab-context.tsx';
import { setIfChanged } from '../../widgets/set-if-changed.ts';

const INNER = 70;
const OUTER = 84;

/** The dial: needle and filled ring follow every frame without rendering; the figure changes at reading pace. */
export function RateGauge() {
  const lineRate = useLab((state) => state.metrics?.lineRateGbps ?? state.config.linkGbps);
  const gbps = useCalm((state) => state.metrics?.gbps ?? 0);
  const paper = useLab(({ config }) =>
    config.linkGbps === PAPER_GBPS && config.workload === 'transmit'
      ? PAPER_PERCENT[cellKey(config.setting, config.strategy)]
      : undefined,
  );
  const isOnWire = useLab(({ config }) => unitOf(config.workload).one === 'frame');
  const dial = useMemo(() => gauge(lineRate, INNER, OUTER), [lineRate]);
  const meter = useRef<HTMLDivElement>(null);
  const fill = useRef<SVGPathElement>(null);
  const needle = useRef<SVGPathElement>(null);

  usePaint(({ metrics }) => {
    const rate = metrics?.gbps ?? 0;
    setIfChanged(fill.current, 'd', dial.segment(0, rate));
    setIfChanged(needle.current, 'transform', `rotate(${((dial.angle(rate) * 180) / Math.PI).toFixed(1)})`);
    setIfChanged(meter.current, 'aria-valuenow', rate.toFixed(2));
  });

  return (
    <div
      ref={meter}
      className="gauge"
      role="meter"
      aria-label="Throughput"
      aria-valuemin={0}
      aria-valuemax={lineRate}
      aria-valuenow={Number(gbps.toFixed(2))}
      aria-valuetext={`${compact(gbps)} of ${plain(lineRate)} gigabits a second`}
    >
      <svg viewBox="-112 -98 224 132" aria-hidden="true">
        <path d={dial.segment(0, lineRate)} className="gauge-track" />
        <path ref={fill} className="gauge-fill" />
        {dial.ticks.map((tick) => {
          const at = dial.point(tick, OUTER + 10);
          return (
            <text key={tick} x={at.x} y={at.y} className="gauge-tick">
              {tick}
            </text>
          );
        })}
        {paper !== undefined && (
          <PaperMark percent={paper} at={(radius) => dial.point((paper / 100) * lineRate, radius)} />
        )}
        <path ref={needle} d={`M-3 ${-INNER + 5}L0 ${-INNER - 9}L3 ${-INNER + 5}z`} className="gauge-needle" />
        <text className="gauge-figure" y={-14}>
          {compact(gbps)}
        </text>
        <text className="gauge-unit" y={6}>
          {isOnWire ? 'Gb/s on the wire' : 'Gb/s of data'}
        </text>
      </svg>
    </div>
  );
}

function PaperMark({
  percent,
  at,
}: {
  readonly percent: number;
  readonly at: (radius: number) => { x: number; y: number };
}) {
  const [from, to] = [at(INNER - 3), at(OUTER + 3)];
  return (
    <g className="gauge-paper">
      <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
      <text y={27}>paper: {percent} %</text>
    </g>
  );
}
