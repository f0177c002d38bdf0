import type { MachineConfig } from '../config/machine-config.ts';
import type { RecordingName } from '../protocol/run-moment.ts';
import type { Place } from './history.ts';
import type { Course } from './timeline.ts';

/** Runs that are kept to be gone back to, on either side. They are plain data: a configuration and a log of commands. */
const MOST_KEPT = 48;
/** Commands in all of them at most; beyond, the oldest are forgotten. */
const MOST_ENTRIES = 200_000;
/** Wall milliseconds within which changes of the same numbers are one change: a slider that is dragged. */
const SAME_CHANGE = 800;

/** A run as it was before a change, and where in it the viewer stood. */
export interface KeptRun {
  /** Runs of one lineage began as the same machine. */
  readonly lineage: number;
  /** What the machine was at its start. */
  readonly initial: MachineConfig;
  readonly recording: RecordingName | undefined;
  readonly course: Course;
  readonly stood: Place;
  /** The event that was shown instead of the machine. */
  readonly event: number | undefined;
}

/** The runs before the latest changes, and those that were left by going back. */
export class Undo {
  private before: KeptRun[] = [];
  private after: KeptRun[] = [];
  private latest = '';
  private latestAt = 0;

  /** Changes that can be undone, and those that can be done again. */
  get counts(): { readonly undo: number; readonly redo: number } {
    return { undo: this.before.length, redo: this.after.length };
  }

  /**
   * A change was made.
   * @param kept the run before it. @param change what was changed. @param wall milliseconds of wall time.
   */
  note(kept: KeptRun, change: object, wall: number): void {
    const isDragged = Object.values(change).every((value) => typeof value === 'number');
    const name = isDragged ? Object.keys(change).join() : '';
    const isSame = name !== '' && name === this.latest && wall - this.latestAt < SAME_CHANGE && this.before.length > 0;
    this.latest = name;
    this.latestAt = wall;
    this.after = [];
    if (isSame) return;
    this.before.push(kept);
    this.trim();
  }

  /** Goes back, or forward again. @param present the run that is left. @returns where to; undefined when there is nothing. */
  take(direction: 'undo' | 'redo', present: KeptRun): KeptRun | undefined {
    const [from, to] = direction === 'undo' ? [this.before, this.after] : [this.after, this.before];
    const kept = from.pop();
    if (kept !== undefined) to.push(present);
    this.latest = '';
    return kept;
  }

  private trim(): void {
    let entries = 0;
    for (let index = this.before.length - 1; index >= 0; index--) {
      entries += this.before[index]!.course.entries.length;
      const isTooMuch = entries > MOST_ENTRIES || this.before.length - index > MOST_KEPT;
      if (!isTooMuch) continue;
      this.before.splice(0, index + 1);
      return;
    }
  }
}
