import { explainBottleneck } from '../../narration/bottleneck.ts';
import { eventText } from '../../narration/event-text.ts';
import { SETTING_LABEL, STRATEGY_LABEL } from '../../narration/names.ts';
import { eventAt } from '../../store/event-log.ts';
import type { LabState } from '../../store/lab-state.ts';
import { useCalm } from '../lab-context.tsx';

/**
 * Says for those who do not see it what goes on: while the machine stands still its newest event, so that stepping can be
 * followed by ear; while it runs what it is and what limits it, which changes seldom enough to be listened to.
 */
export function Narrator() {
  const text = useCalm(words);
  return (
    <p className="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
}

function words({ run, log, metrics, config }: LabState): string {
  if (run !== 'running') return log.total === 0 ? '' : eventText(eventAt(log, 0));
  if (metrics === undefined) return '';
  const { setting, strategy, workload } = config;
  const { claim } = explainBottleneck(metrics, strategy, workload, undefined);
  return `Running ${SETTING_LABEL[setting]}, ${STRATEGY_LABEL[strategy]}. ${claim}`;
}
