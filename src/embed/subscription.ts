import type { Lab } from '../store/lab.ts';
import { latestEvent } from '../ui/panels/log/latest-event.ts';
import type { ApiEvent } from './api-messages.ts';
import { stateReport } from './state-report.ts';

/** Where a tour stands; undefined while none is taken. */
export interface TourPlace {
  readonly name: string;
  /** From 0. */
  readonly step: number;
  readonly steps: number;
}

export interface SubscriptionSource {
  readonly lab: Pick<Lab, 'store'>;
  readonly tourPlace: () => TourPlace | undefined;
  readonly wallTime: () => number;
  readonly emit: (event: ApiEvent, value: unknown) => void;
}

/**
 * Tells a host what changes, so often a second and no more; nothing while nothing changes. The first word on the state comes
 * at once; of steps, tours and faults only what comes after.
 * @returns what ends that
 */
export function subscribe(
  { lab, tourPlace, wallTime, emit }: SubscriptionSource,
  events: readonly ApiEvent[],
  perSecond: number,
): () => void {
  const between = 1000 / perSecond;
  const told: Partial<Record<ApiEvent, string>> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;

  const values = (): Readonly<Record<ApiEvent, unknown>> => {
    const state = lab.store.getState();
    return {
      state: stateReport(state),
      step: state.run === 'running' ? undefined : latestEvent(state.log),
      tour: tourPlace(),
      fault: { machine: state.machine, faults: state.metrics?.faults ?? 0 },
    };
  };
  const tell = (): void => {
    timer = undefined;
    toldAt = wallTime();
    const now = values();
    for (const event of events) {
      const text = JSON.stringify(now[event]) ?? '';
      if (text === told[event]) continue;
      told[event] = text;
      // A run says nothing about steps, a new machine has no fault to tell of.
      if (event === 'step' && now.step === undefined) continue;
      if (event === 'fault' && lab.store.getState().metrics?.faults === 0) continue;
      emit(event, now[event] ?? null);
    }
  };
  const ask = (): void => {
    timer ??= setTimeout(tell, Math.max(0, toldAt + between - wallTime()));
  };

  const before = values();
  for (const event of events) if (event !== 'state') told[event] = JSON.stringify(before[event]) ?? '';
  const unsubscribe = lab.store.subscribe(ask);
  ask();
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}
