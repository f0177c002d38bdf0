import { allSteps, type Steps } from '../base/steps.ts';
import { assigningDevices } from './assign-devices.ts';
import type { DeviceAssignment } from './assign-devices.ts';
import { DeviceDirectory } from './device-directory.ts';
import { EventCounts } from './event-counts.ts';
import { MappingCallGrouper } from './mapping-calls.ts';
import { RecordedOperations } from './recorded-operations.ts';
import { summarizingRecording } from './recording-summary.ts';
import type { RecordingSummary } from './recording-summary.ts';
import { TraceFormatError } from './trace-format-error.ts';
import { TraceReader } from './trace-reader.ts';
import type { ReadReport } from './trace-reader.ts';

/** A recording, read and ready for replay. */
export interface Recording {
  readonly operations: RecordedOperations;
  readonly summary: RecordingSummary;
  readonly devices: DeviceDirectory;
  readonly assignment: DeviceAssignment;
  readonly report: ReadReport;
}

/** What is read of a recording at most. */
export interface RecordingLimits {
  /** Mapping calls, unmaps, stale accesses and markers, and segments of mappings: what takes memory. */
  readonly operations: number;
  /** Bytes of text after unpacking: what takes time. */
  readonly text: number;
}

const UNLIMITED: RecordingLimits = { operations: Number.POSITIVE_INFINITY, text: Number.POSITIVE_INFINITY };

const tooMuch = (what: string): TraceFormatError =>
  new TraceFormatError(`larger than this page can take: more than ${what}; cut the recording into parts`);

/** Reads a recording chunk by chunk: push, push, …, end. */
export class RecordingReader {
  private readonly limits: RecordingLimits;
  private readonly operations = new RecordedOperations();
  private readonly directory = new DeviceDirectory();
  private readonly counts = new EventCounts();
  private readonly grouper = new MappingCallGrouper(this.directory, (operation) => this.operations.append(operation));
  private readonly reader = new TraceReader((event) => {
    this.counts.add(event);
    this.grouper.add(event);
  });

  /** @param limits none unless given: a command line may take all the memory there is. */
  constructor(limits: RecordingLimits = UNLIMITED) {
    this.limits = limits;
  }

  /** Reads the next bytes of the file, plain or gzip. @throws TraceFormatError when there is more than the limits allow */
  push(chunk: Uint8Array): void {
    this.reader.push(chunk);
    const { operations, text } = this.limits;
    if (Math.max(this.operations.length, this.operations.segmentCount) > operations)
      throw tooMuch(`${operations.toLocaleString('en')} operations`);
    if (this.reader.textLength > text) throw tooMuch(`${(text / 2 ** 30).toLocaleString('en')} GiB of text`);
  }

  /** What was read so far, for a progress display. */
  progress(): ReadReport {
    return this.reader.report();
  }

  /** @throws TraceFormatError when the input is no recording at all */
  end(): Recording {
    return allSteps(this.ending());
  }

  /** The same step by step. @throws TraceFormatError */
  *ending(): Steps<Recording> {
    const report = this.reader.end();
    this.grouper.end();
    const { operations, directory, counts } = this;
    const assignment = yield* assigningDevices(operations, directory);
    const summary = yield* summarizingRecording(report, counts, operations);
    return { operations, summary, devices: directory, assignment, report };
  }
}

/** Reads a recording that is in memory as a whole. @throws TraceFormatError */
export function readRecording(bytes: Uint8Array): Recording {
  const reader = new RecordingReader();
  reader.push(bytes);
  return reader.end();
}
