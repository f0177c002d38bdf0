import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';

import { SETTINGS, STRATEGIES, type Strategy } from '../config/identifiers.ts';
import { REPLAY_CONFIG } from '../config/replay-config.ts';
import { ReplayMachine } from '../machine/replay-machine.ts';
import { RecordingReader, type Recording } from '../recording/recording.ts';
import { TraceFormatError } from '../recording/trace-format-error.ts';
import { UsageError } from './command-line.ts';
import { replayReport } from './replay-report.ts';
import { replayText } from './replay-text.ts';

/**
 * `replay FILE [--strategy S] [--setting X] [--json]`: puts a recording through the machine. Exit code 1 when the file is
 * damaged (the part before the damage is replayed and reported), 2 when it is no recording at all.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { file, strategy, json } = readArguments(args);
  const recording = await readFile(file);
  const machine = new ReplayMachine({ ...REPLAY_CONFIG, strategy }, recording.operations);
  machine.runToEnd();
  const report = replayReport(recording, machine);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : replayText(file, recording, machine, report));
  const { damage } = recording.report;
  if (damage === undefined) return 0;
  process.stderr.write(`viommu-lab: replay: ${file} is damaged: ${damage}; only what came before was replayed\n`);
  return 1;
}

/** What the caller asked for. @throws UsageError that names the argument and what is allowed */
function readArguments(args: readonly string[]): { file: string; strategy: Strategy; json: boolean } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      strategy: { type: 'string', default: 'strict' },
      setting: { type: 'string', default: 'bare-metal' },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError('replay: needs a FILE (ftrace or trace-cmd text, plain or gzip)');
  if (more.length > 0) throw new UsageError(`replay: one FILE at a time; "${more[0]}" is one too many`);
  const strategy = STRATEGIES.find((name) => name === values.strategy);
  if (strategy === undefined) {
    throw new UsageError(`replay: --strategy is "${values.strategy}"; allowed: ${STRATEGIES.join(', ')}`);
  }
  if (!SETTINGS.some((name) => name === values.setting)) {
    throw new UsageError(`replay: --setting is "${values.setting}"; allowed: bare-metal`);
  }
  if (values.setting !== 'bare-metal') {
    throw new UsageError(`replay: --setting ${values.setting} is not in this version; allowed: bare-metal`);
  }
  return { file, strategy, json: values.json };
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
