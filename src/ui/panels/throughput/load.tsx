import { compact, percent } from '../../../narration/format.ts';
import { unitOf } from '../../../narration/units.ts';
import { useCalm, useLab } from '../../lab-context.tsx';

/** How busy the cores are, and how often the guest is left; on bare metal there is one core and nobody to exit to. */
export function Load() {
  const metrics = useCalm((state) => state.metrics);
  const setting = useLab((state) => state.config.setting);
  const unit = useLab((state) => unitOf(state.config.workload).one);
  if (metrics === undefined || setting === 'bare-metal') return null;
  const { coreUtilisation, sidecoreUtilisation, exitsPerFrame } = metrics;
  return (
    <p className="throughput-line load soft">
      <span className="piece">guest core {percent(coreUtilisation)}</span>
      {setting === 'sidecore' && <span className="piece"> · sidecore {percent(sidecoreUtilisation)}</span>}{' '}
      <span className="piece">
        · <strong>{exitsPerFrame === 0 ? '0' : compact(exitsPerFrame)}</strong> exits per {unit}
      </span>
    </p>
  );
}
