/** Messages a second that are carried out for long, and at once. */
const PER_SECOND = 50;
const AT_ONCE = 100;

/** What becomes of a message: carried out; refused with a word; or not even that, when a word was just said. */
export type Admission = 'taken' | 'refused' | 'dropped';

/** Keeps a host from asking more than an embed can do. */
export class MessageBudget {
  private left = AT_ONCE;
  private at: number;
  private hasRefused = false;
  private readonly wallTime: () => number;

  constructor(wallTime: () => number) {
    this.wallTime = wallTime;
    this.at = wallTime();
  }

  admit(): Admission {
    const now = this.wallTime();
    this.left = Math.min(AT_ONCE, this.left + ((now - this.at) * PER_SECOND) / 1000);
    this.at = now;
    if (this.left >= 1) {
      this.left -= 1;
      this.hasRefused = false;
      return 'taken';
    }
    if (this.hasRefused) return 'dropped';
    this.hasRefused = true;
    return 'refused';
  }
}
