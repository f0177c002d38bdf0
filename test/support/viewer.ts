import { DEFAULT_CONFIG, type MachineConfig } from '../../src/config/machine-config.ts';
import { SECTION_NAMES, type Command, type SectionName } from '../../src/protocol/commands.ts';
import type { ReportBody } from '../../src/protocol/reports.ts';
import { createInProcessSession } from '../../src/session/in-process-session.ts';
import { ManualPacemaker } from './manual-pacemaker.ts';
import { pictureOf } from './picture.ts';
import { SessionUser, type Progress } from './session-user.ts';

/** A machine that is quickly made and looked through. */
export const SMALL: MachineConfig = { ...DEFAULT_CONFIG, setting: 'bare-metal', ringSize: 64, guestMemoryMiB: 256 };

/** A page that talks to an emulator and reads what it shows. */
export class Viewer {
  readonly pacemaker: ManualPacemaker;
  readonly user: SessionUser;
  readonly send: (command: Command) => void;

  constructor(config = SMALL, lookCost = 1, sections: readonly SectionName[] = SECTION_NAMES) {
    this.pacemaker = new ManualPacemaker(lookCost);
    const session = createInProcessSession(this.pacemaker);
    this.user = new SessionUser(session);
    this.send = (command) => session.send(command);
    this.send({ kind: 'configure', config });
    this.send({ kind: 'watch', sections });
  }

  /** Runs in slow motion for so long, and stands. */
  run(simulated: number): void {
    this.send({ kind: 'run', pace: { kind: 'time', rate: 0.001 } });
    this.pacemaker.pass(simulated);
    this.send({ kind: 'pause' });
  }

  /** Sends a command and lets everything come to rest. */
  do(command: Command): void {
    this.send(command);
    this.pacemaker.pass(60_000);
  }

  /** Head of the latest report. */
  get head(): Progress {
    return this.user.latest.head;
  }

  /** Everything that is watched, as it is now. */
  look(): ReportBody {
    this.send({ kind: 'watch', sections: SECTION_NAMES });
    return this.user.latest.body;
  }

  /** What is shown, without which cells were written lately: that depends on what was looked at before. */
  get shown(): string {
    this.look();
    return this.picture;
  }

  /** The same of the latest report, which must have brought every section. */
  get picture(): string {
    return pictureOf(this.user.latest.body, this.head.config);
  }
}
