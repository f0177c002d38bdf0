import { vi } from 'vitest';
import type { MachineConfig } from '../../src/config/machine-config.ts';
import { createInProcessSession } from '../../src/session/in-process-session.ts';
import type { OpenedLink } from '../../src/settings/permalink.ts';
import type { Session } from '../../src/session/session.ts';
import type { Command } from '../../src/protocol/commands.ts';
import { createLab, type Lab } from '../../src/store/lab.ts';
import type { LabState } from '../../src/store/lab-state.ts';
import { ManualPacemaker } from './manual-pacemaker.ts';

export interface LabRigOptions {
  readonly createSession?: () => Session;
  readonly reducedMotion?: boolean;
  readonly config?: MachineConfig;
  readonly fillsMatrix?: boolean;
  readonly link?: OpenedLink;
}

/** A page without a browser: a lab with a real emulator on this thread, under a clock and frames that the test turns. */
export class LabRig {
  readonly lab: Lab;
  /** Every command that the page sent. */
  readonly sent: Command[] = [];
  /** Animation frames asked for and not given yet. */
  private frames: FrameRequestCallback[] = [];
  private readonly pacemaker = new ManualPacemaker();

  constructor(options: LabRigOptions = {}) {
    vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => this.frames.push(callback));
    vi.stubGlobal('cancelAnimationFrame', () => {
      this.frames = [];
    });
    const createSession = options.createSession ?? (() => createInProcessSession(this.pacemaker));
    this.lab = createLab({
      createSession: () => this.overhear(createSession()),
      sections: ['tables', 'iotlb', 'teardown', 'flush', 'protection', 'recording'],
      reducedMotion: options.reducedMotion ?? false,
      ...(options.link && { link: options.link }),
      ...(options.config && { config: options.config }),
      fillsMatrix: options.fillsMatrix ?? false,
      wallTime: () => this.pacemaker.now,
    });
  }

  get state(): LabState {
    return this.lab.store.getState();
  }

  /** Whether the page wants an animation frame. */
  get wantsFrame(): boolean {
    return this.frames.length > 0;
  }

  /** Gives one animation frame. */
  frame(): void {
    for (const callback of this.frames.splice(0)) callback(this.pacemaker.now);
  }

  /** Lets wall time pass at sixty frames a second. */
  pass(milliseconds: number): void {
    const until = this.pacemaker.now + milliseconds;
    while (this.pacemaker.now < until) {
      this.pacemaker.pass(Math.min(16, until - this.pacemaker.now));
      this.frame();
    }
  }

  /** Opens a file from disk and waits until it is loaded or refused. */
  async open(file: File): Promise<void> {
    await this.lab.actions.openFile(file);
    for (let i = 0; i < 1000 && this.state.recording.kind === 'reading'; i++) {
      // Reading from a disk takes time of its own.
      await new Promise((resolve) => {
        setTimeout(resolve, 1);
      });
      this.pass(16);
    }
  }

  private overhear(session: Session): Session {
    return {
      ...session,
      send: (command, transfer) => {
        this.sent.push(command);
        session.send(command, transfer);
      },
    };
  }
}
