import { useMemo } from 'react';
import { EVENT } from '../../../trace/catalogue.ts';
import type { TablesSection } from '../../../protocol/snapshot.ts';
import { eventAt, logCount, type EventLog } from '../../../store/event-log.ts';
import { useCalm } from '../../lab-context.tsx';

export interface ShownAddress {
  readonly domainId: number;
  readonly iova: number;
}

/** Events that change what an address leads to. */
const CHANGES: ReadonlySet<number> = new Set([
  EVENT['entry-written'],
  EVENT['entry-cleared'],
  EVENT['iova-reused'],
  EVENT['teardown-queue-joined'],
]);

/** The address the panel is about: the viewer's, or the one whose entry changed last. */
export function useShownAddress(tables: TablesSection | undefined): ShownAddress | undefined {
  const selection = useCalm((state) => state.selection);
  const log = useCalm((state) => state.log);
  return useMemo(() => {
    if (tables === undefined || tables.address.length === 0) return undefined;
    if (selection.kind === 'iova') return selection;
    return latestChange(log, tables) ?? { domainId: tables.domainId[0]!, iova: tables.iovaBase[0]! };
  }, [selection, log, tables]);
}

function latestChange(log: EventLog, tables: TablesSection): ShownAddress | undefined {
  for (let age = 0; age < logCount(log); age++) {
    const event = eventAt(log, age);
    if (!CHANGES.has(event.kind)) continue;
    const isKnown = tables.domainId.includes(event.domainId);
    return { domainId: isKnown ? event.domainId : tables.domainId[0]!, iova: event.iova };
  }
  return undefined;
}
