import { domainId, gpa, iova } from '../bus/addresses.ts';
import type { SourceId } from '../bus/addresses.ts';
import { bytes, doubles, halfWords, words } from './growable-column.ts';
import type { RecordedOperation, RecordedSegment } from './recorded-operation.ts';
import type { DmaDirection } from './trace-event.ts';

const KINDS = ['map', 'unmap', 'stale-access', 'marker'] as const;
const DIRECTIONS: readonly DmaDirection[] = ['unknown', 'to-device', 'from-device', 'bidirectional'];
const NO_DOMAIN = 0x1_0000;
const NO_SOURCE = 0x1_0000;

/**
 * The operations of a whole recording as columns: 44 bytes each and 16 per segment, about a tenth of the text they come
 * from (a 200 MB recording takes some 20 MB).
 */
export class RecordedOperations {
  private readonly kinds = bytes();
  private readonly times = doubles();
  private readonly lines = words();
  private readonly cpus = halfWords();
  private readonly iovas = doubles();
  private readonly sizes = doubles();
  private readonly sources = words();
  private readonly domains = words();
  private readonly directions = bytes();
  /** Where the segments of an operation end in the segment columns; they begin where its forerunner's end. */
  private readonly segmentEnds = words();
  private readonly segmentGpas = doubles();
  private readonly segmentSizes = doubles();
  private readonly texts = new Map<number, string>();

  /** Number of operations. */
  get length(): number {
    return this.kinds.length;
  }

  /** Number of segments, over all operations. */
  get segmentCount(): number {
    return this.segmentGpas.length;
  }

  append(operation: RecordedOperation): void {
    if (operation.text !== '') this.texts.set(this.length, operation.text);
    this.kinds.push(KINDS.indexOf(operation.kind));
    this.times.push(operation.time);
    this.lines.push(operation.line);
    this.cpus.push(operation.cpu);
    this.iovas.push(operation.iova);
    this.sizes.push(operation.size);
    this.sources.push(operation.sourceId ?? NO_SOURCE);
    this.domains.push(operation.domainId ?? NO_DOMAIN);
    this.directions.push(DIRECTIONS.indexOf(operation.direction));
    for (const segment of operation.segments) {
      this.segmentGpas.push(segment.gpa);
      this.segmentSizes.push(segment.size);
    }
    this.segmentEnds.push(this.segmentGpas.length);
  }

  /** Operation `index` as an object of its own. */
  at(index: number): RecordedOperation {
    const source = this.sources.values[index]!;
    const domain = this.domains.values[index]!;
    return {
      kind: this.kindAt(index),
      time: this.times.values[index]!,
      line: this.lines.values[index]!,
      cpu: this.cpus.values[index]!,
      iova: iova(this.iovas.values[index]!),
      size: this.sizes.values[index]!,
      segments: this.segmentsAt(index),
      sourceId: source === NO_SOURCE ? undefined : (source as SourceId),
      domainId: domain === NO_DOMAIN ? undefined : domainId(domain),
      direction: DIRECTIONS[this.directions.values[index]!]!,
      text: this.texts.get(index) ?? '',
    };
  }

  kindAt(index: number): RecordedOperation['kind'] {
    return KINDS[this.kinds.values[index]!]!;
  }

  /** Names the device of an operation. */
  setSource(index: number, source: SourceId): void {
    this.sources.values[index] = source;
  }

  *[Symbol.iterator](): Iterator<RecordedOperation> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }

  private segmentsAt(index: number): RecordedSegment[] {
    const segments: RecordedSegment[] = [];
    const end = this.segmentEnds.values[index]!;
    for (let i = index === 0 ? 0 : this.segmentEnds.values[index - 1]!; i < end; i++) {
      segments.push({ gpa: gpa(this.segmentGpas.values[i]!), size: this.segmentSizes.values[i]! });
    }
    return segments;
  }
}
