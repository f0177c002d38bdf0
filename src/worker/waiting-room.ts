import type { Command, CommandKind } from '../protocol/commands.ts';
import type { Theatre } from './theatre.ts';

/** Commands that may wait while the machine is on its way somewhere. */
const MOST_WAITING = 256;

/** What asks how it is where the machine stands, wherever it gets. */
const ASKING: readonly CommandKind[] = ['tell-moment', 'write-tables'];

/** Commands that wait until the machine is where they are meant for, or until the page has read what it was sent. */
export class WaitingRoom {
  private waiting: readonly Command[] = [];

  private get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /**
   * Whether a command is meant for where the machine goes, or shows something while the page still reads.
   * @param theatre where there is a machine.
   */
  mustWait(command: Command, theatre: Theatre | undefined): boolean {
    switch (command.kind) {
      case 'adjust':
      case 'rogue':
      case 'explain':
      case 'compare':
      case 'tell-moment':
      case 'write-tables':
        return theatre?.transport.busy === true || !this.isEmpty;
      case 'step':
      case 'step-back':
        return (
          theatre?.transport.busy === true ||
          !this.isEmpty ||
          (command.unit === 'event' && theatre?.stage.publisher.busy === true)
        );
      default:
        return false;
    }
  }

  /** @returns false when too many wait. */
  admit(command: Command): boolean {
    if (this.waiting.length >= MOST_WAITING) return false;
    this.waiting = [...this.waiting, command];
    return true;
  }

  /**
   * Lets in what waits, as far as it can be done now, in its order.
   * @param isTooEarly whether a command has to wait on, asked while no command before it waits.
   */
  letIn(isTooEarly: (command: Command) => boolean, perform: (command: Command) => void): void {
    for (;;) {
      const [command, ...rest] = this.waiting;
      if (command === undefined) return;
      this.waiting = [];
      const mustStay = isTooEarly(command);
      if (!mustStay) perform(command);
      this.waiting = [...(mustStay ? [command] : []), ...rest, ...this.waiting];
      if (mustStay) return;
    }
  }

  /** The machine will not get to where the commands were meant for. @returns those that go. */
  sendAway(): readonly Command[] {
    const away = this.waiting.filter(({ kind }) => !ASKING.includes(kind));
    this.waiting = this.waiting.filter(({ kind }) => ASKING.includes(kind));
    return away;
  }
}
