import type { ActGroup } from '../../../config/act-groups.ts';
import { cycleBar } from '../../../layout/cycle-bar.ts';
import { integer } from '../../../narration/format.ts';
import { unitOf } from '../../../narration/units.ts';
import { useCalm, useLab } from '../../lab-context.tsx';
import { Sourced } from '../../sources/sourced.tsx';

const NO_CYCLES = new Float64Array(0);

/** The prices of the acts of a group. */
const pricesOf = ({ acts }: ActGroup): readonly `cost:${string}`[] => acts.map((act) => `cost:${act}` as const);

/** What a frame costs the core, by reason, against what the line allows. */
export function CycleBreakdown() {
  const cycles = useCalm((state) => state.metrics?.cyclesPerFrame ?? NO_CYCLES);
  const budget = useCalm((state) => state.metrics?.cycleBudget ?? 0);
  const unit = useLab((state) => unitOf(state.config.workload).one);
  const isPaced = useLab((state) => state.config.workload === 'recording');
  const bar = cycleBar(cycles, isPaced ? 0 : budget);
  if (budget === 0) return null;
  const shown = bar.segments.filter((segment) => segment.cycles >= 0.005 * bar.spent);
  return (
    <div className="cycles">
      <p>
        <strong>{integer(bar.spent)}</strong> cycles per {unit}
        {!isPaced && (
          <>
            , budget <strong>{integer(budget)}</strong>
          </>
        )}
      </p>
      <div className="cycles-bar" aria-hidden="true">
        {shown.map(({ group, from, width }) => (
          <span
            key={group.name}
            className={`cycles-${group.name}`}
            style={{ left: `${from * 100}%`, width: `${width * 100}%` }}
          />
        ))}
        {!isPaced && <span className="cycles-budget" style={{ left: `${bar.budgetAt * 100}%` }} />}
      </div>
      <ul>
        {shown.map(({ group, cycles: sum }) => (
          <li key={group.name} title={group.help}>
            <span className={`cycles-key cycles-${group.name}`} aria-hidden="true" />
            <Sourced title={group.label} subject={{ kind: 'sources', sources: pricesOf(group) }}>
              {group.label}
            </Sourced>
            <span className="cycles-sum">{integer(sum)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
