import { formatSourceIdText } from './source-id.ts';
import { EVENTS, type EventRow } from '../trace/catalogue.ts';
import { hex, integer } from './format.ts';

/** What a sentence needs of an event. */
export interface EventValues {
  readonly kind: number;
  readonly iova: number;
  readonly value: number;
  readonly domainId: number;
  readonly sourceId: number;
}

const ROWS: readonly EventRow[] = EVENTS;

/** The catalogue's row of a kind. */
export function eventRow(kind: number): EventRow | undefined {
  return ROWS[kind];
}

/** One event in words: the catalogue's sentence with its places filled in, addresses as `address` writes them. */
export function eventText(event: EventValues, address: (value: number) => string = hex): string {
  const row = ROWS[event.kind];
  if (row === undefined) return `Event of the unknown kind ${event.kind}`;
  return row.text.replace(/\{(iova|value:hex|value|domain|source)\}/g, (_, place: string) => {
    switch (place) {
      case 'iova':
        return address(event.iova);
      case 'value:hex':
        return address(event.value);
      case 'value':
        return integer(event.value);
      case 'domain':
        return String(event.domainId);
      default:
        return formatSourceIdText(event.sourceId);
    }
  });
}
