import { describe, expect, test } from 'vitest';

import { runCommandLine, UsageError, type Command } from '../../src/experiment/command-line.ts';

function command(run: (args: readonly string[]) => Promise<number>): Command {
  return {
    usage: 'try FILE',
    summary: 'tries',
    help: ['FILE  what to try', '', 'Ends well.'],
    load: () => Promise.resolve({ run }),
  };
}

async function call(argv: readonly string[], commands: Record<string, Command> = {}) {
  let out = '';
  let err = '';
  const code = await runCommandLine(argv, commands, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

describe('the command line', () => {
  test('passes the arguments to the command and its exit code back', async () => {
    const seen: string[] = [];
    const commands = {
      try: command((args) => {
        seen.push(...args);
        return Promise.resolve(1);
      }),
    };
    expect(await call(['try', 'a', '--json'], commands)).toEqual({ code: 1, out: '', err: '' });
    expect(seen).toEqual(['a', '--json']);
  });

  test('--help lists every command on standard output', async () => {
    const { code, out, err } = await call(['--help'], { try: command(() => Promise.resolve(0)) });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('try FILE  tries');
  });

  test.each([['--help'], ['-h'], ['FILE', '--help']])('a command tells what it takes: %s', async (...args) => {
    const fail = command(() => Promise.reject(new Error('must not run')));
    const { code, out, err } = await call(['try', ...args], { try: fail });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      'usage: viommu-lab try FILE\n\ntries\n\n  FILE  what to try\n\n  Ends well.\n\nexit code: 0 done, 1 failed, 2 bad usage\n',
    );
  });

  test('a file may be called --help', async () => {
    const seen: string[] = [];
    const take = command((args) => Promise.resolve(seen.push(...args)));
    await call(['try', '--', '--help'], { try: take });
    expect(seen).toEqual(['--', '--help']);
  });

  test.each([
    ['an unknown command', ['fly'], 'unknown command "fly"; commands are try'],
    ['no command', [], 'no command; commands are try'],
    ['an unknown option', ['--fly'], "Unknown option '--fly'"],
    ['a name every object has', ['toString'], 'unknown command "toString"'],
    ['what a command refuses', ['try'], 'no file called "x"'],
  ])('%s is bad usage: one line on standard error, exit 2', async (_, argv, message) => {
    const refuse = command(() => Promise.reject(new UsageError('no file called "x"')));
    const { code, out, err } = await call(argv, { try: refuse });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('an error inside a command is a failure, exit 1', async () => {
    const { code, err } = await call(['try'], { try: command(() => Promise.reject(new Error('broken table'))) });
    expect(code).toBe(1);
    expect(err).toContain('broken table');
  });
});
