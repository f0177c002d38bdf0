import { DEFAULT_CONFIG, type MachineConfig } from '../../src/config/machine-config.ts';
import { SECTION_NAMES, type Command } from '../../src/protocol/commands.ts';
import type { Report } from '../../src/protocol/reports.ts';
import type { Session } from '../../src/session/session.ts';
import { pictureOf } from './picture.ts';
import { SessionUser } from './session-user.ts';

/** What a session promises, as named checks that run anywhere: in Node on this thread, in a browser against a worker. */
export interface ContractResult {
  readonly name: string;
  /** Empty when the promise was kept. */
  readonly failure: string;
}

/** Fingerprints by which two sessions are compared. */
export interface ContractReport {
  readonly results: readonly ContractResult[];
  /** Hash of the event stream after the same commands and steps, by strategy. */
  readonly hashes: Readonly<Record<string, string>>;
}

type Check = (open: () => Conversation) => Promise<void>;

const STEPS = 40;

/** Talks to a session and waits for answers. */
class Conversation {
  readonly user: SessionUser;
  readonly session: Session;

  constructor(session: Session) {
    this.session = session;
    this.user = new SessionUser(session);
  }

  send(command: Command): void {
    this.session.send(command);
  }

  /** The first report from now on that passes `test`. */
  next(what: string, test: (report: Report) => boolean): Promise<Report> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no report within 20 s: ${what}`)), 20_000);
      const stop = this.session.subscribe((report) => {
        if (!test(report)) return;
        clearTimeout(timer);
        stop();
        resolve(report);
      });
    });
  }

  /** Sends a command and waits for a progress report that follows. */
  async ask(command: Command): Promise<SessionUser['latest']> {
    const answer = this.next(`progress after ${command.kind}`, (report) => report.kind === 'progress');
    this.send(command);
    await answer;
    return this.user.latest;
  }
}

const CHECKS: Readonly<Record<string, Check>> = {
  'says ready with its protocol number before anything else': async (open) => {
    const talk = open();
    await waitFor(() => talk.user.reports.length > 0);
    expectEqual(talk.user.reports[0]?.kind, 'ready');
    talk.session.dispose();
  },

  'answers what is no command by naming it, and lives on': async (open) => {
    const talk = open();
    const rejected = talk.next('rejection', (report) => report.kind === 'rejected');
    talk.send({ kind: 'adjust', change: { quota: -5 } });
    const report = await rejected;
    expectIncludes(report.kind === 'rejected' ? report.reason : '', 'quota is -5');
    const { head } = await talk.ask({ kind: 'step', unit: 'event' });
    expectEqual(head.state, 'paused');
    talk.session.dispose();
  },

  'sends the sections that are watched, and only those': async (open) => {
    const talk = open();
    const { body } = await talk.ask({ kind: 'watch', sections: ['iotlb', 'teardown'] });
    expectEqual(Object.keys(body.sections).toSorted().join(), 'iotlb,teardown');
    talk.session.dispose();
  },

  'steps by exactly one event': async (open) => {
    const talk = open();
    await talk.ask({ kind: 'configure', config: DEFAULT_CONFIG });
    const first = await talk.ask({ kind: 'step', unit: 'event' });
    const second = await talk.ask({ kind: 'step', unit: 'event' });
    const lastOf = ({ body }: SessionUser['latest']): number => body.events.firstSequence + body.events.count;
    expectEqual(lastOf(second) - lastOf(first), 1);
    talk.session.dispose();
  },

  'keeps one report in flight and merges the rest': async (open) => {
    const talk = open();
    await talk.ask({ kind: 'watch', sections: [] });
    talk.user.acknowledges = false;
    const before = talk.user.bodies.length;
    talk.send({ kind: 'run', pace: { kind: 'time', rate: 0.002 } });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expectEqual(talk.user.bodies.length - before, 1);
    const merged = talk.next('merged report', (report) => report.kind === 'progress');
    talk.user.acknowledges = true;
    talk.user.acknowledge();
    const report = await merged;
    if (report.kind !== 'progress' || report.merged === 0) throw new Error('nothing was merged');
    talk.session.dispose();
  },

  'is silent when paused': async (open) => {
    const talk = open();
    await talk.ask({ kind: 'run', pace: { kind: 'time', rate: 0.002 } });
    await talk.ask({ kind: 'pause' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { length } = talk.user.reports;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expectEqual(talk.user.reports.length, length);
    talk.session.dispose();
  },

  'refuses a file that is no recording, by name, and keeps the machine': async (open) => {
    const talk = open();
    const refused = talk.next('refusal', (report) => report.kind === 'rejected');
    talk.send({ kind: 'load-recording', name: 'holiday.jpg', bytes: new Uint8Array([0xff, 0xd8, 0xff, 0xe0]).buffer });
    const report = await refused;
    expectIncludes(report.kind === 'rejected' ? report.reason : '', 'holiday.jpg');
    const { head } = await talk.ask({ kind: 'pause' });
    expectEqual(head.config.workload, 'transmit');
    talk.session.dispose();
  },

  'goes back to a moment as it was, and on from there': async (open) => {
    const talk = open();
    await talk.ask({ kind: 'configure', config: DEFAULT_CONFIG });
    const moments: SessionUser['latest'][] = [];
    for (let i = 0; i < 12; i++) moments.push(await talk.ask({ kind: 'step', unit: 'frame' }));
    const { head, body } = moments[4]!;
    const there = await talk.ask({ kind: 'seek', to: head.now });
    expectEqual(there.body.metrics.hash, body.metrics.hash);
    expectEqual(there.head.history.isPast, true);
    expectEqual(there.head.history.end, moments.at(-1)!.head.now);
    const on = await talk.ask({ kind: 'step', unit: 'frame' });
    expectEqual(on.body.metrics.hash, moments[5]!.body.metrics.hash);
    const back = await talk.ask({ kind: 'step-back', unit: 'frame' });
    expectEqual(back.body.metrics.hash, body.metrics.hash);
    talk.session.dispose();
  },

  'shows at a moment the picture of then in every section, on both sides of a change, and single events': async (
    open,
  ) => {
    const talk = open();
    await talk.ask({ kind: 'configure', config: { ...DEFAULT_CONFIG, setting: 'samecore' } });
    const look = async (): Promise<{ at: number; picture: string }> => {
      const { head, body } = await talk.ask({ kind: 'watch', sections: SECTION_NAMES });
      return { at: head.now, picture: pictureOf(body, head.config) };
    };
    const moments: { at: number; picture: string }[] = [];
    for (const strategy of ['deferred', 'optimistic', 'strict'] as const) {
      for (let i = 0; i < 5; i++) await talk.ask({ kind: 'step', unit: 'frame' });
      // What is commanded at one moment belongs to it.
      await talk.ask({ kind: 'adjust', change: { strategy } });
      moments.push(await look());
      for (let i = 0; i < 2; i++) await talk.ask({ kind: 'step', unit: 'operation' });
    }
    for (const place of [1, 0, 2, 1]) {
      await talk.ask({ kind: 'seek', to: moments[place]!.at });
      expectEqual((await look()).picture, moments[place]!.picture);
    }
    const there = await talk.ask({ kind: 'seek', toEvent: 200 });
    expectEqual([there.head.event, there.body.metrics.events].join(), '200,201');
    talk.session.dispose();
  },

  'says when a change in the past makes the run take another course': async (open) => {
    const talk = open();
    await talk.ask({ kind: 'configure', config: DEFAULT_CONFIG });
    for (let i = 0; i < 6; i++) await talk.ask({ kind: 'step', unit: 'frame' });
    const { now } = talk.user.latest.head;
    await talk.ask({ kind: 'step-back', unit: 'frame' });
    const forked = talk.next('fork', (report) => report.kind === 'forked');
    const { head } = await talk.ask({ kind: 'adjust', change: { quota: 5 } });
    const report = await forked;
    expectEqual(report.kind === 'forked' ? report.until : -1, now);
    expectEqual([head.history.isPast, head.history.branches].join(), 'false,1');
    talk.session.dispose();
  },

  'stops at a breakpoint': async (open) => {
    const talk = open();
    await talk.ask({ kind: 'configure', config: DEFAULT_CONFIG });
    talk.send({ kind: 'breakpoints', on: ['first-walk'] });
    const stopped = talk.next('stop', (report) => report.kind === 'stopped');
    talk.send({ kind: 'run', pace: { kind: 'full' } });
    const report = await stopped;
    expectEqual(report.kind === 'stopped' ? report.breakpoint : '', 'first-walk');
    const { head } = await talk.ask({ kind: 'pause' });
    expectEqual(head.state, 'paused');
    talk.session.dispose();
  },

  'says which event filled a place of the IOTLB, and goes there': async (open) => {
    const talk = open();
    await talk.ask({ kind: 'configure', config: DEFAULT_CONFIG });
    for (let i = 0; i < 6; i++) await talk.ask({ kind: 'step', unit: 'frame' });
    const { body } = await talk.ask({ kind: 'watch', sections: ['iotlb'] });
    const slot = body.sections.iotlb!.pageShift.findIndex((shift) => shift > 0);
    const answer = talk.next('explanation', (report) => report.kind === 'explained');
    talk.send({ kind: 'explain', what: { kind: 'iotlb', slot } });
    const report = await answer;
    if (report.kind !== 'explained' || report.event === undefined) throw new Error('no event');
    const { event } = report;
    expectEqual(event.iova, body.sections.iotlb!.iova[slot]);
    const there = await talk.ask({ kind: 'seek', toEvent: event.sequence });
    expectEqual(there.body.events.firstSequence + there.body.events.count, event.sequence + 1);
    talk.session.dispose();
  },

  'runs a second machine in lockstep': async (open) => {
    const talk = open();
    await talk.ask({ kind: 'configure', config: DEFAULT_CONFIG });
    await talk.ask({ kind: 'compare', config: { ...DEFAULT_CONFIG, strategy: 'optimistic' } });
    const { head, body } = await talk.ask({ kind: 'seek', to: 200_000_000 });
    expectEqual(head.twin?.config.strategy, 'optimistic');
    if (!(body.twin!.metrics.frames > body.metrics.frames)) throw new Error('the twin is not ahead');
    talk.session.dispose();
  },

  'measures a cell of the matrix, and refuses one that cannot be': async (open) => {
    const talk = open();
    const config = { ...DEFAULT_CONFIG, linkGbps: 1, ageLimitMicroseconds: 500, flushTimeoutMicroseconds: 500 };
    const refused = talk.next('refusal', (report) => report.kind === 'cell-refused');
    const measured = talk.next('measurement', (report) => report.kind === 'cell-measured');
    const cells = [
      { setting: 'bare-metal', strategy: 'async' },
      { setting: 'bare-metal', strategy: 'passthrough' },
    ] as const;
    talk.send({ kind: 'measure-matrix', config, cells });
    await refused;
    const report = await measured;
    if (report.kind !== 'cell-measured' || !(report.percent > 90)) throw new Error(JSON.stringify(report));
    talk.session.dispose();
  },
};

/** Runs every check against sessions made by `create`. */
export async function checkSessionContract(create: () => Session): Promise<ContractReport> {
  const results: ContractResult[] = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      await check(() => new Conversation(create()));
      results.push({ name, failure: '' });
    } catch (error) {
      results.push({ name, failure: String(error) });
    }
  }
  const hashes: Record<string, string> = {};
  for (const strategy of ['strict', 'deferred', 'optimistic', 'shared', 'passthrough'] as const) {
    hashes[strategy] = await hashAfterSteps(create, { ...DEFAULT_CONFIG, strategy });
  }
  return { results, hashes };
}

async function hashAfterSteps(create: () => Session, config: MachineConfig): Promise<string> {
  const talk = new Conversation(create());
  await talk.ask({ kind: 'configure', config });
  for (let i = 0; i < STEPS; i++) await talk.ask({ kind: 'step', unit: 'frame' });
  talk.session.dispose();
  return talk.user.latest.body.metrics.hash;
}

async function waitFor(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  if (!condition()) throw new Error('waited in vain');
}

function expectEqual(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`expected ${String(expected)}, got ${String(actual)}`);
}

function expectIncludes(text: string, part: string): void {
  if (!text.includes(part)) throw new Error(`expected "${part}" in "${text}"`);
}
