/** What is done in an animation frame, in this order: reports become state, then pictures follow the state. */
type Phase = 'apply' | 'paint';

/**
 * The one owner of the animation frame. Nothing else on the page asks for frames: work is announced here, and a frame is
 * requested only when there is some, so that a page at rest costs nothing.
 */
export class FrameOwner {
  private readonly work: Record<Phase, Set<() => void>> = { apply: new Set(), paint: new Set() };
  private requested: number | undefined = undefined;
  private timer: ReturnType<typeof setTimeout> | undefined = undefined;

  /** Runs `task` once in the next frame; announcing it twice is the same. */
  request(phase: Phase, task: () => void): void {
    this.work[phase].add(task);
    this.ask();
  }

  /** As `request`, but not before `milliseconds` have passed. */
  requestAfter(milliseconds: number, phase: Phase, task: () => void): void {
    this.work[phase].add(task);
    if (this.requested !== undefined || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      // An earlier frame may have done it.
      if (this.work.apply.size + this.work.paint.size > 0) this.ask();
    }, milliseconds);
  }

  /** Forgets a task that was announced. */
  cancel(task: () => void): void {
    this.work.apply.delete(task);
    this.work.paint.delete(task);
  }

  dispose(): void {
    if (this.requested !== undefined) cancelAnimationFrame(this.requested);
    clearTimeout(this.timer);
    this.work.apply.clear();
    this.work.paint.clear();
  }

  private ask(): void {
    this.requested ??= requestAnimationFrame(() => {
      this.requested = undefined;
      this.run('apply');
      this.run('paint');
    });
  }

  private run(phase: Phase): void {
    const tasks = [...this.work[phase]];
    this.work[phase].clear();
    for (const task of tasks) task();
  }
}
