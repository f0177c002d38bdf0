import { EVENT } from '../trace/catalogue.ts';
import type { LabView } from './lab-view.ts';

/** Kind of the event `age` places before the newest; undefined when the log does not reach that far. */
function kindAt({ log }: LabView, age: number): number | undefined {
  const { capacity, kind } = log.columns;
  return age < Math.min(log.total, capacity) ? kind[(log.total - 1 - age) % capacity] : undefined;
}

/** Whether an event of a kind came since the log held `total` events. */
export function hasHappened(view: LabView, kind: number, total: number): boolean {
  const fresh = view.log.total - total;
  for (let age = 0; age < fresh; age++) {
    const found = kindAt(view, age);
    if (found === undefined) return false;
    if (found === kind) return true;
  }
  return false;
}

/** Table entries that the latest complete walk read; undefined when the log holds none from its miss on. */
export function readsOfLastWalk(view: LabView): number | undefined {
  let reads: number | undefined;
  for (let age = 0; ; age++) {
    const kind = kindAt(view, age);
    if (kind === undefined) return undefined;
    if (reads === undefined) {
      if (kind === EVENT['iotlb-filled']) reads = 0;
    } else if (kind === EVENT['walk-step']) reads += 1;
    else if (kind === EVENT['iotlb-miss']) return reads;
  }
}
