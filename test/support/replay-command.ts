import { vi } from 'vitest';
import { runCommandLine } from '../../src/experiment/command-line.ts';

/** Runs the command `replay` and says what it printed. */
export async function replay(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const load = () => import('../../src/experiment/replay.ts');
  const commands = { replay: { usage: 'replay FILE', summary: 'replays', help: [], load } };
  const code = await runCommandLine(['replay', ...args], commands, {
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  vi.restoreAllMocks();
  return { code, out, err };
}
