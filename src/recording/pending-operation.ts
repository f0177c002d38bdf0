import { iova } from '../bus/addresses.ts';
import type { DomainId, Gpa, Iova, SourceId } from '../bus/addresses.ts';
import { STALE_ACCESS_SIZE } from './recorded-operation.ts';
import type { RecordedOperation, RecordedSegment } from './recorded-operation.ts';
import type { DmaDirection, MapEvent, MarkerEvent, StaleAccessEvent, UnmapEvent } from './trace-event.ts';

/** An operation that later lines may still add to. */
export class PendingOperation implements RecordedOperation {
  readonly kind: RecordedOperation['kind'];
  readonly time: number;
  readonly line: number;
  readonly cpu: number;
  readonly iova: Iova;
  size: number;
  readonly segments: RecordedSegment[] = [];
  sourceId: SourceId | undefined = undefined;
  domainId: DomainId | undefined = undefined;
  direction: DmaDirection = 'unknown';
  text = '';
  /** Nothing will be added any more. */
  settled = false;

  constructor(event: MapEvent | UnmapEvent | StaleAccessEvent | MarkerEvent) {
    this.kind = event.kind;
    this.time = event.time;
    this.line = event.line;
    this.cpu = event.cpu;
    this.iova = event.kind === 'marker' ? iova(0) : event.iova;
    this.size = 0;
    switch (event.kind) {
      case 'map':
        this.extend(event.paddr, event.size);
        break;
      case 'unmap':
        this.size = event.size;
        break;
      case 'stale-access':
        this.size = STALE_ACCESS_SIZE;
        this.direction = event.access === 'read' ? 'to-device' : 'from-device';
        this.text = event.text;
        this.settled = true;
        break;
      case 'marker':
        this.text = event.text;
        this.settled = true;
        break;
    }
  }

  /** The first address after it. */
  get end(): number {
    return this.iova + this.size;
  }

  /** Adds the next `map` line of the same call. */
  extend(gpa: Gpa, size: number): void {
    this.segments.push({ gpa, size });
    this.size += size;
  }
}
