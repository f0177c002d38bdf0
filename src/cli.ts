import { runCommandLine, type Command } from './experiment/command-line.ts';

/** Every command, one row each: its module is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, Command>> = {
  conformance: {
    usage: 'conformance FILE…',
    summary: 'run recorded VT-d programs (vector files) against the remapping unit',
    load: () => import('./experiment/conformance-command.ts'),
  },
  replay: {
    usage: 'replay FILE [--strategy S] [--setting X] [--json]',
    summary: 'put a recorded trace (ftrace or trace-cmd text, plain or gzip) through the machine',
    load: () => import('./experiment/replay.ts'),
  },
};

process.exitCode = await runCommandLine(process.argv.slice(2), COMMANDS, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
