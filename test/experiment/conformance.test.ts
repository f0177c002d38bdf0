import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { UsageError } from '../../src/experiment/command-line.ts';
import { MalformedVectors, readCases } from '../../src/experiment/conformance-case.ts';
import { run } from '../../src/experiment/conformance-command.ts';
import { runConformance } from '../../src/experiment/conformance.ts';

const config = { awBits: 48, cachingMode: true };
const one = (steps: unknown[], tags = ['regs'], name = 'a-case') => ({ name, tags, config, steps });
const read = (expected: string) => ({ op: 'regRead', offset: '0x0', size: 4, expect: expected });

describe('a case', () => {
  test('passes, fails with the step and both values, or is skipped by the name of its quirk', () => {
    expect(
      runConformance([
        one([read('0x10')]),
        one([read('0x10'), read('0x11')]),
        one([read('0x11')], ['qi', 'quirk:some-name']),
      ]),
    ).toEqual([
      { name: 'a-case', category: 'regs', status: 'passed' },
      {
        name: 'a-case',
        category: 'regs',
        status: 'failed',
        reason: 'caches off: step 2 (regRead): register 0x0: expected 0x0000000000000011, found 0x0000000000000010',
      },
      { name: 'a-case', category: 'qi', status: 'skipped', reason: 'quirk:some-name' },
    ]);
  });

  test('that depends on caches is held against what was seen without', () => {
    const steps = [{ ...read('0x11'), expectUncached: '0x10' }];
    expect(runConformance([one(steps, ['xlate', 'impl-defined'])])[0]?.status).toBe('passed');
    expect(runConformance([one(steps)])[0]?.status).toBe('failed');
  });

  test('checks data, parts of transfers, memory and interrupts', () => {
    const dma = (expected: unknown) => ({ op: 'dmaRead', bdf: '00:04.0', iova: '0xffc', length: 8, expect: expected });
    const wrong = [
      [dma({ ok: true, data: '0000000000000001' })],
      [dma({ ok: false })],
      [{ op: 'memRead', gpa: '0x0', length: 1, expect: '01' }],
      [{ op: 'msiExpect', expect: [{ address: '0xfee00000', data: '0x1' }] }],
      [{ op: 'dmaWrite', bdf: '00:04.0', iova: '0x10000000', data: '00', expect: { ok: true } }],
    ];
    for (const steps of wrong) expect(runConformance([one(steps)])[0]?.status).toBe('failed');
    const right = [dma({ ok: true, data: '0000000000000000' }), { op: 'msiExpect', expect: [] }];
    expect(runConformance([one(right)])[0]?.status).toBe('passed');
  });
});

describe('a malformed file is refused with the place and what is wrong', () => {
  test.each([
    ['the file: must be an array', {}],
    ['case 1: must be an object', [3]],
    ['case 1: name: must be a string', [{}]],
    ['case 1 (a-case): needs a first tag', [one([], [])]],
    ['config.awBits must be 39 or 48', [{ ...one([]), config: { awBits: 57, cachingMode: true } }]],
    ['config.cachingMode must be true or false', [{ ...one([]), config: { awBits: 48 } }]],
    ['steps of case 1 (a-case): must be an array', [{ ...one([]), steps: 7 }]],
    ['case 1 (a-case), step 1: unknown op "jump"', [one([{ op: 'jump' }])]],
    ['step 1: size must be 4 or 8', [one([{ ...read('0x1'), size: 2 }])]],
    ['step 1: expect: must be hexadecimal', [one([read('16')])]],
    ['step 1: offset: must be hexadecimal', [one([{ ...read('0x1'), offset: '0x12345678901234567' }])]],
    ['step 1: data must be pairs', [one([{ op: 'memWrite', gpa: '0x0', data: '123' }])]],
    ['step 1: length must be a whole number', [one([{ op: 'memRead', gpa: '0x0', length: 0, expect: '' }])]],
    ['step 1: bdf must be', [one([{ op: 'dmaRead', bdf: 'nic', iova: '0x0', length: 4, expect: { ok: true } }])]],
    ['step 1: expect: ok must be', [one([{ op: 'dmaRead', bdf: '00:01.0', iova: '0x0', length: 4, expect: {} }])]],
  ])('%s', (message, json) => {
    expect(() => readCases(json)).toThrow(MalformedVectors);
    expect(() => readCases(json)).toThrow(message);
  });
});

describe('the command', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vectors-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  }

  async function output(...files: string[]): Promise<{ code: number; lines: string[] }> {
    let text = '';
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    try {
      return { code: await run(files), lines: text.trimEnd().split('\n') };
    } finally {
      spy.mockRestore();
    }
  }

  test('counts by file, by category and in all, and names what failed', async () => {
    const good = file('good.json', JSON.stringify([one([read('0x10')]), one([], ['qi', 'quirk:x'], 'odd')]));
    const bad = file('bad.json', JSON.stringify([one([read('0x11')], ['regs'], 'broken')]));
    const both = await output(good, bad);
    expect(both.code).toBe(1);
    expect(both.lines[0]).toBe(`${good}: 1 passed, 0 failed, 1 skipped`);
    expect(both.lines).toContain('  regs  1 passed, 0 failed, 0 skipped');
    expect(both.lines).toContain('  skipped quirk:x: odd');
    expect(both.lines.some((line) => line.startsWith('  FAILED broken: caches off: step 1'))).toBe(true);
    expect(both.lines.at(-1)).toBe('1 passed, 1 failed, 1 skipped');
    expect((await output(good)).code).toBe(0);
  });

  test('refuses no file, a missing file, no JSON and no vectors', async () => {
    await expect(run([])).rejects.toThrow(UsageError);
    await expect(run([join(folder, 'missing.json')])).rejects.toThrow('missing.json: cannot be read');
    await expect(run([file('broken.json', '[{')])).rejects.toThrow('broken.json: is not JSON');
    await expect(run([file('other.json', '{}')])).rejects.toThrow('other.json: the file: must be an array');
  });
});
