/** Where a bar is drawn: standard error when it is a terminal. */
export interface BarStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const SHORTEST_MS = 100;

/** A line that says how far things are, drawn over itself. Says nothing where nobody looks. */
export class ProgressBar {
  private readonly stream: BarStream;
  private readonly total: number;
  private readonly wallTime: () => number;
  private readonly started: number;
  private done = 0;
  private drawnAt = Number.NEGATIVE_INFINITY;

  /** @param wallTime milliseconds */
  constructor(stream: BarStream, total: number, wallTime: () => number) {
    this.stream = stream;
    this.total = total;
    this.wallTime = wallTime;
    this.started = wallTime();
    this.draw();
  }

  advance(): void {
    this.done += 1;
    if (this.wallTime() - this.drawnAt >= SHORTEST_MS || this.done === this.total) this.draw();
  }

  /** Takes the line away. */
  clear(): void {
    if (this.stream.isTTY === true) this.stream.write('\r\u001B[K');
  }

  private draw(): void {
    if (this.stream.isTTY !== true) return;
    this.drawnAt = this.wallTime();
    const seconds = (this.drawnAt - this.started) / 1000;
    const left = this.done === 0 ? '' : `, ${spanText((seconds / this.done) * (this.total - this.done))} left`;
    const text = ` ${this.done} of ${this.total} cells${left}`;
    const width = Math.max(0, Math.min(40, (this.stream.columns || 80) - text.length - 3));
    const filled = this.total === 0 ? width : Math.floor((width * this.done) / this.total);
    this.stream.write(`\r[${'#'.repeat(filled)}${'.'.repeat(width - filled)}]${text}\u001B[K`);
  }
}

/** `2:05` or `1:02:05`. */
export function spanText(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
