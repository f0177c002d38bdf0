import { parseArgs } from 'node:util';

/** What a command's module exports. The promise gives the exit code: 0, or 1 when what was asked for failed. */
export interface CommandModule {
  run(args: readonly string[]): Promise<number>;
}

/** One row of the table of commands. The module is loaded only when its command is asked for. */
export interface Command {
  /** How it is called, after the program's name: `replay FILE [--json]`. */
  readonly usage: string;
  /** One line for the overview. */
  readonly summary: string;
  /** What `--help` says besides: arguments and options with what is allowed, and what the exit code means. */
  readonly help: readonly string[];
  readonly load: () => Promise<CommandModule>;
}

/** Where a command line writes to. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
}

/** The caller asked for something that does not exist or cannot be: exit code 2 and one clear line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Runs the command that `argv` (without node and file name) names, and gives the exit code: 0, 1 failed, 2 bad usage. */
export async function runCommandLine(
  argv: readonly string[],
  commands: Readonly<Record<string, Command>>,
  terminal: Terminal,
): Promise<number> {
  const [name, ...args] = argv;
  const named = name !== undefined && Object.hasOwn(commands, name) ? [name] : [];
  try {
    if (name === undefined || name.startsWith('-')) return runWithoutCommand(argv, commands, terminal);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) throw new UsageError(`unknown command "${name}"; ${knownCommands(commands)}`);
    if (asksForHelp(args)) {
      terminal.out(commandHelp(command));
      return 0;
    }
    return await (await command.load()).run(args);
  } catch (error) {
    const misused = isUsageError(error);
    const more = misused && !(error instanceof UsageError) ? `; see viommu-lab ${[...named, '--help'].join(' ')}` : '';
    terminal.err(`viommu-lab: ${describe(error, misused)}${more}\n`);
    return misused ? 2 : 1;
  }
}

/** Arguments after `--` are files, whatever they are called. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

function commandHelp({ usage, summary, help }: Command): string {
  const common = 'exit code: 0 done, 1 failed, 2 bad usage';
  const lines = help.map((line) => `  ${line}`.trimEnd());
  return [`usage: viommu-lab ${usage}`, '', summary, '', ...lines, '', common, ''].join('\n');
}

function runWithoutCommand(
  argv: readonly string[],
  commands: Readonly<Record<string, Command>>,
  terminal: Terminal,
): number {
  const { values } = parseArgs({ args: [...argv], options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help !== true) throw new UsageError(`no command; ${knownCommands(commands)}`);
  terminal.out(overview(commands));
  return 0;
}

function knownCommands(commands: Readonly<Record<string, Command>>): string {
  const names = Object.keys(commands);
  return names.length === 0 ? 'see --help' : `commands are ${names.join(', ')}`;
}

function overview(commands: Readonly<Record<string, Command>>): string {
  const rows = Object.values(commands);
  const width = Math.max(0, ...rows.map((row) => row.usage.length));
  const lines = rows.map((row) => `  ${row.usage.padEnd(width)}  ${row.summary}`);
  return ['usage: viommu-lab COMMAND [ARGUMENT…]', '', ...lines, '', 'viommu-lab COMMAND --help says more', ''].join(
    '\n',
  );
}

/** `parseArgs` reports an unknown or malformed argument by the code of an ordinary error. */
function isUsageError(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function describe(error: unknown, misused: boolean): string {
  if (!(error instanceof Error)) return String(error);
  if (misused) return error.message.replace(/\s*\n\s*/g, ' ');
  return error.stack ?? error.message;
}
