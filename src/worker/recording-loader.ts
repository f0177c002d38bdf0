import { RecordingReader, type Recording } from '../recording/recording.ts';
import { TraceFormatError } from '../recording/trace-format-error.ts';
import type { HostEnvironment } from './environment.ts';

/** Bytes read between two looks at what else there is to do. */
const CHUNK = 256 * 1024;

/** What becomes of a file. Exactly one of `loaded` and `refused` is called, unless loading is cancelled. */
export interface LoadListener {
  progress(bytes: number): void;
  loaded(recording: Recording): void;
  /** The file is no recording; the reason says what is wrong and where. */
  refused(reason: string): void;
}

/** Reads a recording piece by piece, so that the emulator goes on meanwhile and a second file replaces the first. */
export class RecordingLoader {
  private readonly environment: HostEnvironment;
  private ticket = 0;

  constructor(environment: HostEnvironment) {
    this.environment = environment;
  }

  /** @param name of the file, for messages. */
  load(name: string, bytes: ArrayBuffer, listener: LoadListener): void {
    this.ticket += 1;
    const ticket = this.ticket;
    const reader = new RecordingReader();
    let done = 0;
    const next = (): void => {
      if (ticket !== this.ticket) return;
      try {
        if (done < bytes.byteLength) {
          const length = Math.min(CHUNK, bytes.byteLength - done);
          reader.push(new Uint8Array(bytes, done, length));
          done += length;
          listener.progress(done);
          this.environment.soon(next);
          return;
        }
        const recording = reader.end();
        if (recording.operations.length === 0) listener.refused(`${name}: no map or unmap in it`);
        else listener.loaded(recording);
      } catch (error) {
        if (!(error instanceof TraceFormatError)) throw error;
        listener.refused(`${name}: ${error.message}`);
      }
    };
    next();
  }

  /** Drops a file that is being read. */
  cancel(): void {
    this.ticket += 1;
  }
}
