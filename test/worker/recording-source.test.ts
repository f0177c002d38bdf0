import { expect, it } from 'vitest';
import { SMALL } from '../support/viewer.ts';
import type { Report } from '../../src/protocol/reports.ts';
import type { HostEnvironment } from '../../src/worker/environment.ts';
import { Host } from '../../src/worker/host.ts';
import { RECORDING_KIT, type RecordingKit } from '../../src/worker/recording-kit.ts';
import { MadeTrace } from '../support/made-trace.ts';
import { ManualPacemaker } from '../support/manual-pacemaker.ts';

type Waiting = { use: (kit: RecordingKit) => void; failed: (reason: string) => void };

/** An emulator for which what recordings need comes when the test says so. */
function open() {
  const pacemaker = new ManualPacemaker();
  const reports: Report[] = [];
  const waiting: Waiting[] = [];
  const { wallTime, soon, later } = pacemaker;
  const environment: HostEnvironment = { wallTime, soon, later, post: (report) => reports.push(report) };
  const host = new Host(environment, (use, failed) => waiting.push({ use, failed }));
  host.receive({ kind: 'configure', config: SMALL });
  const load = async (name: string): Promise<Waiting> => {
    const trace = new MadeTrace(600);
    host.receive({ kind: 'load-recording', name, bytes: await trace.slice(0, trace.size).arrayBuffer() });
    return waiting.at(-1)!;
  };
  const names = (kind: 'recording-loaded' | 'rejected'): string[] => {
    pacemaker.pass(5000);
    return reports.flatMap((report) =>
      report.kind !== kind ? [] : report.kind === 'rejected' ? [report.reason] : [report.name],
    );
  };
  return { host, load, names };
}

it('a recording waits for the code that reads it, and the latest one wins', async () => {
  const { load, names } = open();
  const first = await load('first.txt');
  const second = await load('second.txt');
  second.use(RECORDING_KIT);
  first.use(RECORDING_KIT);
  expect(names('recording-loaded')).toEqual(['second.txt']);
});

it('a recording that was given up before that code came is not read', async () => {
  const { host, load, names } = open();
  const coming = await load('first.txt');
  host.receive({ kind: 'cancel-loading' });
  coming.use(RECORDING_KIT);
  expect(names('recording-loaded')).toEqual([]);
});

it('code that cannot be had is told, and asked for again with the next recording', async () => {
  const { load, names } = open();
  (await load('first.txt')).failed('the code could not be loaded');
  expect(names('rejected')).toEqual(['first.txt: the code could not be loaded']);
  (await load('again.txt')).use(RECORDING_KIT);
  expect(names('recording-loaded')).toEqual(['again.txt']);
});
