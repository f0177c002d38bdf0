import { AssertionFailure } from '../base/assert.ts';
import { NEVER, START, type Time } from './time.ts';

/** Something that will happen: made once by its actor, scheduled again and again, so that scheduling allocates nothing. */
export class ScheduledTask {
  /** When it runs; meaningful only while `scheduled`. */
  at: Time = NEVER;
  /** The next task in the scheduler's order. Belongs to the scheduler. */
  next: ScheduledTask | undefined = undefined;
  scheduled = false;
  readonly name: string;
  readonly run: (now: Time) => void;

  constructor(name: string, run: (now: Time) => void) {
    this.name = name;
    this.run = run;
  }
}

/**
 * The discrete-event clock of one machine: tasks in the order of their time, ties first-in-first-out. A machine has some
 * ten tasks in all, so a sorted linked list is the fastest queue.
 */
export class Scheduler {
  private head: ScheduledTask | undefined = undefined;
  private current: Time = START;

  /** The time of the task that is running or ran last. Never goes back. */
  get now(): Time {
    return this.current;
  }

  /** When the next task is due, `NEVER` when there is none. */
  get nextTime(): Time {
    return this.head === undefined ? NEVER : this.head.at;
  }

  /** Puts a task in at `at`; a moment already past counts as now. Scheduling it twice is a programming error. */
  schedule(task: ScheduledTask, at: Time): void {
    if (task.scheduled) throw new AssertionFailure(`task ${task.name} is scheduled already`);
    const due = at < this.current ? this.current : at;
    task.at = due;
    task.scheduled = true;
    let before: ScheduledTask | undefined = undefined;
    let here = this.head;
    while (here !== undefined && here.at <= due) {
      before = here;
      here = here.next;
    }
    task.next = here;
    if (before === undefined) this.head = task;
    else before.next = task;
  }

  /** Takes a task out; no effect when it is not in. */
  cancel(task: ScheduledTask): void {
    if (!task.scheduled) return;
    let before: ScheduledTask | undefined = undefined;
    let here = this.head;
    while (here !== undefined && here !== task) {
      before = here;
      here = here.next;
    }
    if (before === undefined) this.head = task.next;
    else before.next = task.next;
    task.next = undefined;
    task.scheduled = false;
  }

  /** Runs the next task, which is unlinked first so that it may schedule itself. False when there was none. */
  runNext(): boolean {
    const task = this.head;
    if (task === undefined) return false;
    this.head = task.next;
    task.next = undefined;
    task.scheduled = false;
    this.current = task.at;
    task.run(task.at);
    return true;
  }

  /** Runs every task due at or before `until`, and lets the clock stand at `until`. */
  runUntil(until: Time): void {
    while (this.head !== undefined && this.head.at <= until) this.runNext();
    if (until > this.current) this.current = until;
  }
}
