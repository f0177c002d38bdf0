import { useMemo } from 'react';
import { sourceOfDomain, walkPath } from '../../../layout/walk-path.ts';
import { contextDomainId } from '../../../spec/remapping-structures.ts';
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
  EVENT['iova-mapped'],
]);

/** Changes looked at, newest first. */
const CANDIDATES = 64;

/** The address the panel is about: the viewer's, or the one whose entry changed last. */
export function useShownAddress(tables: TablesSection | undefined): ShownAddress | undefined {
  const selection = useCalm((state) => state.selection);
  const log = useCalm((state) => state.log);
  return useMemo(() => {
    if (tables === undefined || tables.contextSource.length === 0) return undefined;
    if (selection.kind === 'iova') return selection;
    return (
      latestChange(log, tables) ?? { domainId: contextDomainId(tables.contextWords[2]!), iova: tables.iovaBase[0] ?? 0 }
    );
  }, [selection, log, tables]);
}

/** The latest change after which the address still leads somewhere; under a strategy that clears at once, few do. */
function latestChange(log: EventLog, tables: TablesSection): ShownAddress | undefined {
  let latest: ShownAddress | undefined;
  for (let age = 0, seen = 0; age < logCount(log) && seen < CANDIDATES; age++) {
    const event = eventAt(log, age);
    if (!CHANGES.has(event.kind)) continue;
    seen += 1;
    if (sourceOfDomain(tables, event.domainId) === undefined) continue;
    const address = { domainId: event.domainId, iova: event.iova };
    if (walkPath(tables, address.domainId, address.iova).translated !== undefined) return address;
    latest ??= address;
  }
  return latest;
}
