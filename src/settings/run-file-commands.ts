import { brief } from '../config/flat-settings.ts';
import { isPlainObject, isRogueTarget, parseChange, plainChange, ROGUE_TARGETS, timeError } from './command-log.ts';
import { MOST_COMMANDS, type LoggedCommand, type LoggedEntry } from '../protocol/run-moment.ts';
import { RunFileError, take, type Plain } from './run-file-error.ts';

/** Commands as a run file has them: `{ at, adjust: {…} }` or `{ at, rogue: "…" }`. */
export function plainCommands(entries: readonly LoggedEntry[]): Plain[] {
  return entries.map(({ at, command }) =>
    command.kind === 'rogue' ? { at, rogue: command.target } : { at, adjust: plainChange(command.change) },
  );
}

/** The commands of a run file. @throws RunFileError */
export function readCommands(commands: unknown): readonly LoggedEntry[] {
  if (!Array.isArray(commands)) throw new RunFileError('commands', 'is missing or not a list');
  if (commands.length > MOST_COMMANDS) {
    throw new RunFileError('commands', `has ${commands.length} entries; allowed: up to ${MOST_COMMANDS}`);
  }
  let before = 0;
  return (commands as unknown[]).map((row, index) => {
    const where = `commands[${index}]`;
    if (!isPlainObject(row)) throw new RunFileError(where, 'is not an object');
    const stranger = Object.keys(row).find((key) => !['at', 'adjust', 'rogue'].includes(key));
    if (stranger !== undefined)
      throw new RunFileError(`${where}.${brief(stranger)}`, 'is unknown; allowed: at, adjust, rogue');
    const at = take(row, 'at');
    const error = timeError(at, before);
    if (error !== undefined) throw new RunFileError(`${where}.at`, error);
    before = at as number;
    return { at: before, command: readCommand(row, where) };
  });
}

function readCommand(row: Plain, where: string): LoggedCommand {
  const [adjust, rogue] = [take(row, 'adjust'), take(row, 'rogue')];
  if ((adjust === undefined) === (rogue === undefined)) {
    throw new RunFileError(where, 'is no command; allowed: either adjust or rogue');
  }
  if (rogue !== undefined) {
    if (!isRogueTarget(rogue))
      throw new RunFileError(`${where}.rogue`, `is unknown; allowed: ${ROGUE_TARGETS.join(', ')}`);
    return { kind: 'rogue', target: rogue };
  }
  const change = parseChange(adjust);
  if (typeof change === 'string') throw new RunFileError(`${where}.adjust`, change.replace(/^\./, ''));
  return { kind: 'adjust', change };
}
