import { ByteHash } from '../base/fnv.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import type { LabMachine } from '../machine/lab-machine.ts';
import { RecordedMachine } from '../machine/recorded-machine.ts';
import { RecordingReader, type RecordingLimits } from '../recording/recording.ts';
import { planningReplay } from '../recording/replay-plan.ts';
import { TraceFormatError } from '../recording/trace-format-error.ts';
import type { HostEnvironment } from './environment.ts';
import type { LoadedRecording } from './machine-maker.ts';
import { chunksOf, sizeOf, type Bytes } from './byte-chunks.ts';

/**
 * What is read at most. An operation takes 44 bytes, a segment of it 16 and its piece of the plan some 48, so 4 million of
 * each take about half a GiB with the columns' room to grow; the text itself is never kept.
 */
const LIMITS: RecordingLimits = { operations: 4_000_000, text: 4 * 2 ** 30 };
/** Wall milliseconds of work on what was read before messages are looked at again. */
const SLICE_MS = 8;

/** Bytes between two reports of progress: a page that paints many of them reads more slowly. */
const PROGRESS_STEP = 2 ** 20;

/** What becomes of a file. Exactly one of `loaded` and `refused` is called, unless loading is cancelled. */
export interface LoadListener {
  progress(bytes: number): void;
  loaded(recording: LoadedRecording): void;
  /** The file is no recording; the reason says what is wrong and where. */
  refused(reason: string): void;
}

/**
 * Reads a recording piece by piece, so that the emulator goes on meanwhile and a second file replaces the first. Of a file
 * on disk, one piece is in memory at a time.
 */
export class RecordingLoader {
  private readonly environment: HostEnvironment;
  private readonly failed: (error: unknown) => void;
  private readonly limits: RecordingLimits;
  private ticket = 0;

  /** @param failed hears of a bug. */
  constructor(environment: HostEnvironment, failed: (error: unknown) => void, limits: RecordingLimits = LIMITS) {
    this.environment = environment;
    this.failed = failed;
    this.limits = limits;
  }

  /** @param name of the file, for messages. */
  load(name: string, bytes: Bytes, listener: LoadListener): void {
    this.ticket += 1;
    const ticket = this.ticket;
    const reader = new RecordingReader(this.limits);
    const hash = new ByteHash();
    const refuse = (error: unknown): void => {
      if (ticket !== this.ticket) return;
      if (error instanceof TraceFormatError) listener.refused(`${name}: ${error.message}`);
      else this.failed(error);
    };
    const finish = (): void => {
      const ending = this.ending(name, reader, hash);
      this.inSlices(ticket, ending, refuse, (recording) => {
        if (recording.content.operations.length === 0) listener.refused(`${name}: no map or unmap in it`);
        else listener.loaded(recording);
      });
    };
    const chunks = chunksOf(bytes);
    const size = sizeOf(bytes);
    let told = 0;
    const next = (done: number): void => {
      chunks.read(done, {
        bytes: (chunk) => {
          if (ticket !== this.ticket) return;
          try {
            hash.add(chunk);
            reader.push(chunk);
          } catch (error) {
            refuse(error);
            return;
          }
          const read = done + chunk.byteLength;
          if (read - told >= PROGRESS_STEP || read >= size) {
            told = read;
            listener.progress(read);
          }
          this.environment.soon(() => {
            if (ticket === this.ticket) next(read);
          });
        },
        end: finish,
        failed: (reason) => {
          if (ticket === this.ticket) listener.refused(`${name}: ${reason}`);
        },
      });
    };
    next(0);
  }

  /** Drops a file that is being read. */
  cancel(): void {
    this.ticket += 1;
  }

  private *ending(name: string, reader: RecordingReader, hash: ByteHash): Generator<void, LoadedRecording, void> {
    const content = yield* reader.ending();
    const plan = yield* planningReplay(content.operations);
    const machine = (config: MachineConfig): LabMachine => new RecordedMachine(config, name, content, plan);
    return { name, hash: hash.digest(), content, plan, machine };
  }

  private inSlices(
    ticket: number,
    steps: Generator<void, LoadedRecording, void>,
    failed: (error: unknown) => void,
    done: (recording: LoadedRecording) => void,
  ): void {
    const slice = (): void => {
      if (ticket !== this.ticket) return;
      const started = this.environment.wallTime();
      try {
        while (this.environment.wallTime() - started < SLICE_MS) {
          const step = steps.next();
          if (step.done !== true) continue;
          done(step.value);
          return;
        }
      } catch (error) {
        failed(error);
        return;
      }
      this.environment.soon(slice);
    };
    slice();
  }
}
