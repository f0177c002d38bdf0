import { explainBottleneck } from '../../../narration/bottleneck.ts';
import { integer, percent, span } from '../../../narration/format.ts';
import { unitOf } from '../../../narration/units.ts';
import { useCalm, useLab } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { Load } from './load.tsx';
import { CycleBreakdown } from './cycle-breakdown.tsx';
import { RateGauge } from './rate-gauge.tsx';
import { RateHistory } from './rate-history.tsx';
import './throughput.css';

/** How much leaves on the link, what a frame costs, and what holds it back. */
export function ThroughputPanel() {
  const metrics = useCalm((state) => state.metrics);
  const strategy = useLab((state) => state.config.strategy);
  const workload = useLab((state) => state.config.workload);
  const unit = unitOf(workload);
  const reuseRate = useCalm((state) => state.rates.reuseRate);
  const explanation = metrics === undefined ? undefined : explainBottleneck(metrics, strategy, workload, reuseRate);
  return (
    <Panel
      name="throughput"
      title="Throughput"
      note={metrics !== undefined && metrics.window > 0 ? `mean of ${span(metrics.window)}` : undefined}
    >
      <RateGauge />
      <p className="throughput-line">
        {metrics === undefined ? (
          'The emulator is starting.'
        ) : (
          <>
            <strong>{percent(metrics.gbps / metrics.lineRateGbps)}</strong> of the {unit.limit} ·{' '}
            {integer(metrics.framesPerSecond)} {unit.many}/s
          </>
        )}
      </p>
      <Load />
      <RateHistory />
      <CycleBreakdown />
      {explanation !== undefined && (
        <p className="explanation">
          <strong>{explanation.claim}</strong> {explanation.reason}
        </p>
      )}
    </Panel>
  );
}
