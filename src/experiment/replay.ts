import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';

import { SETTINGS, STRATEGIES, type Setting, type Strategy } from '../config/identifiers.ts';
import { REPLAY_CONFIG } from '../config/replay-config.ts';
import { ReplayMachine } from '../machine/replay-machine.ts';
import { RecordingReader, type Recording } from '../recording/recording.ts';
import { TraceFormatError } from '../recording/trace-format-error.ts';
import { UsageError } from './command-line.ts';
import { replayReport } from '../machine/replay-report.ts';
import { replayText } from './replay-text.ts';

/**
 * `replay FILE [--strategy S] [--setting X] [--json]`: puts a recording through the machine. Exit code 1 when the file is
 * damaged (the part before the damage is replayed and reported), 2 when it is no recording at all.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { file, strategy, setting, json } = readArguments(args);
  const recording = await readFile(file);
  const machine = new ReplayMachine({ ...REPLAY_CONFIG, strategy, setting }, recording.operations);
  machine.runToEnd();
  const report = replayReport(recording, machine);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : replayText(file, recording, machine, report));
  const { damage } = recording.report;
  if (damage === undefined) return 0;
  process.stderr.write(`viommu-lab: replay: ${file} is damaged: ${damage}; only what came before was replayed\n`);
  return 1;
}

interface Arguments {
  readonly file: string;
  readonly strategy: Strategy;
  readonly setting: Setting;
  readonly json: boolean;
}

/** What the caller asked for. @throws UsageError that names the argument and what is allowed */
function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      strategy: { type: 'string' },
      setting: { type: 'string', default: 'bare-metal' },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError('replay: needs a FILE (ftrace or trace-cmd text, plain or gzip)');
  if (more.length > 0) throw new UsageError(`replay: one FILE at a time; "${more[0]}" is one too many`);
  const setting = SETTINGS.find((name) => name === values.setting);
  if (setting === undefined) {
    throw new UsageError(`replay: --setting is "${values.setting}"; allowed: ${SETTINGS.join(', ')}`);
  }
  const implied = setting === 'direct' ? 'passthrough' : 'strict';
  const strategy = STRATEGIES.find((name) => name === (values.strategy ?? implied));
  if (strategy === undefined) {
    throw new UsageError(`replay: --strategy is "${values.strategy}"; allowed: ${STRATEGIES.join(', ')}`);
  }
  if (setting === 'direct' && strategy !== 'passthrough') {
    throw new UsageError('replay: --setting direct gives the guest no IOMMU; allowed with it: --strategy passthrough');
  }
  return { file, strategy, setting, json: values.json };
}

/** Reads a recording piece by piece. @throws UsageError when there is no such file or it is none */
async function readFile(file: string): Promise<Recording> {
  const reader = new RecordingReader();
  try {
    for await (const chunk of createReadStream(file)) reader.push(chunk as Buffer);
    return reader.end();
  } catch (error) {
    if (error instanceof TraceFormatError) throw new UsageError(`replay: ${file}: ${error.message}`);
    if (error instanceof Error && 'syscall' in error) {
      throw new UsageError(`replay: ${file}: cannot be read: ${error.message}`);
    }
    throw error;
  }
}
