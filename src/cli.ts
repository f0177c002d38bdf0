import { runCommandLine, type Command } from './experiment/command-line.ts';
import { isSweepWorker, runSweepWorker } from './experiment/sweep-pool.ts';

/** Every command, one row each: its module is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, Command>> = {
  conformance: {
    usage: 'conformance FILE…',
    summary: 'run recorded VT-d programs (vector files) against the remapping unit',
    help: [
      'FILE  JSON as in test/vectors (its README says how it is made)',
      '',
      'Counts per file and category, names of failures; the last line counts all: N passed, N failed, N skipped.',
      'Exit code 1 when a case failed.',
    ],
    load: () => import('./experiment/conformance-command.ts'),
  },
  replay: {
    usage: 'replay FILE [--strategy S] [--setting X] [--json]',
    summary: 'put a recorded trace (ftrace or trace-cmd text, plain or gzip) through the machine',
    help: [
      'FILE          /sys/kernel/tracing/trace, or what "trace-cmd report" prints; plain or gzip',
      '--strategy S  what the guest does at unmap: strict (default), deferred, optimistic, async, shared, passthrough',
      '--setting X   who owns the physical IOMMU: bare-metal (default)',
      '--json        one JSON document on standard output',
      '',
      'Exit code 1 when the file is damaged: what came before the damage is replayed and reported.',
    ],
    load: () => import('./experiment/replay.ts'),
  },
  sweep: {
    usage: 'sweep --grid SETTING=V1,V2… [OPTION…]',
    summary: 'measure every combination of settings, on all cores',
    help: [
      '--grid SETTING=V1,V2…  an axis: any setting of the machine by name (strategy, linkGbps, caches.iotlbEntries,',
      '                       costs.write-entry …); the other settings stay as they are by default',
      '--seeds N              repeat each combination with N seeds, 1 to 1000 (default 1)',
      '--warm-up MS           simulated milliseconds before counting, 0 to 100000 (default 60)',
      '--window MS            simulated milliseconds of counting, 1 to 100000 (default 200)',
      '--out FILE             .csv or .json; cells that it holds already are not measured again (default: CSV to',
      '                       standard output)',
      '--jobs N               threads, 1 to 256 (default: one for each core)',
      '',
      'An interrupted sweep leaves a whole file; the same command goes on from there. Exit code 1 when a cell has no',
      'result (its reason stands in the column "error"), 130 when interrupted.',
    ],
    load: () => import('./experiment/sweep.ts'),
  },
  reproduce: {
    usage: 'reproduce [--json] [--seeds N] [--quick] [--only TABLE]',
    summary: 'execute the paper’s matrix and print it beside the published figures',
    help: [
      '--json        the matrix alone, as one JSON document on standard output',
      '--seeds N     seeds of each cell, 1 to 100 (default 10)',
      '--quick       two seeds and short windows: a glance, not a result',
      '--only TABLE  one of matrix, recorded, sweep, sensitivity (default: all four, one after another)',
      '',
      'Exit code 1 when a published cell is off by more than 1.5 points.',
    ],
    load: () => import('./experiment/reproduce.ts'),
  },
  bench: {
    usage: 'bench [--json] [--quick] [--only PART]',
    summary: 'measure how fast the emulator is here, beside its budgets and beside C',
    help: [
      '--json       one JSON document on standard output',
      '--quick      short rounds: a glance, not a result',
      '--only PART  one of core (default: all that follow), frames, translations, parser, heap',
    ],
    load: () => import('./experiment/bench.ts'),
  },
};

// A thread of a sweep is this very file, started with a flag.
if (isSweepWorker(process.argv)) runSweepWorker();
else {
  process.exitCode = await runCommandLine(process.argv.slice(2), COMMANDS, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
}
