import { vi } from 'vitest';

import { runCommandLine, type CommandModule } from '../../src/experiment/command-line.ts';

/** What a command printed and the code it ended with. */
export interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command as the command line does. */
export async function callCommand(load: () => Promise<CommandModule>, args: readonly string[]): Promise<Called> {
  let out = '';
  let err = '';
  const write = (take: (text: string) => void) => (text: string | Uint8Array) => {
    take(String(text));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write((text) => (out += text)));
  vi.spyOn(process.stderr, 'write').mockImplementation(write((text) => (err += text)));
  try {
    const commands = { tried: { usage: 'tried', summary: 'is tried', help: [], load } };
    const terminal = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
    const code = await runCommandLine(['tried', ...args], commands, terminal);
    return { code, out, err };
  } finally {
    vi.restoreAllMocks();
  }
}
