import { assignDevices } from './assign-devices.ts';
import type { DeviceAssignment } from './assign-devices.ts';
import { DeviceDirectory } from './device-directory.ts';
import { EventCounts } from './event-counts.ts';
import { MappingCallGrouper } from './mapping-calls.ts';
import { RecordedOperations } from './recorded-operations.ts';
import { summarizeRecording } from './recording-summary.ts';
import type { RecordingSummary } from './recording-summary.ts';
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

/** Reads a recording chunk by chunk: push, push, …, end. */
export class RecordingReader {
  private readonly operations = new RecordedOperations();
  private readonly directory = new DeviceDirectory();
  private readonly counts = new EventCounts();
  private readonly grouper = new MappingCallGrouper(this.directory, (operation) => this.operations.append(operation));
  private readonly reader = new TraceReader((event) => {
    this.counts.add(event);
    this.grouper.add(event);
  });

  /** Reads the next bytes of the file, plain or gzip. */
  push(chunk: Uint8Array): void {
    this.reader.push(chunk);
  }

  /** What was read so far, for a progress display. */
  progress(): ReadReport {
    return this.reader.report();
  }

  /** @throws TraceFormatError when the input is no recording at all */
  end(): Recording {
    const report = this.reader.end();
    this.grouper.end();
    const { operations, directory, counts } = this;
    const assignment = assignDevices(operations, directory);
    const summary = summarizeRecording(report, counts, operations);
    return { operations, summary, devices: directory, assignment, report };
  }
}

/** Reads a recording that is in memory as a whole. @throws TraceFormatError */
export function readRecording(bytes: Uint8Array): Recording {
  const reader = new RecordingReader();
  reader.push(bytes);
  return reader.end();
}
