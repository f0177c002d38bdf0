import { compact, percent } from '../../../narration/format.ts';
import { unitOf } from '../../../narration/units.ts';
import { useCalm, useLab } from '../../lab-context.tsx';

/** How busy the cores are, and how often the guest is left; on bare metal there is one core and nobody to exit to. */
export function Load() {
  const metrics = useCalm((state) => state.metrics);
  const setting = useLab((state) => state.config.setting);
  const unit = useLab((state) => unitOf(state.config.workload).one);
  if (metrics === undefined) return null;
  const isHypervised = setting !== 'bare-metal';
  return (
    <div className="load">
      <Core name={isHypervised ? 'guest core' : 'core'} share={metrics.coreUtilisation} kind="guest" />
      {setting === 'sidecore' && <Core name="sidecore" share={metrics.sidecoreUtilisation} kind="sidecore" />}
      {isHypervised && (
        <p>
          <strong>{metrics.exitsPerFrame === 0 ? '0' : compact(metrics.exitsPerFrame)}</strong> exits per {unit}
        </p>
      )}
    </div>
  );
}

function Core({ name, share, kind }: { readonly name: string; readonly share: number; readonly kind: string }) {
  return (
    <p className="core">
      <span>{name}</span>
      <span className="core-bar" aria-hidden="true">
        <span className={`core-${kind}`} style={{ width: `${Math.min(100, share * 100)}%` }} />
      </span>
      <span>{percent(share)}</span>
    </p>
  );
}
