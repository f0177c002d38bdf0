import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { RunFileError } from '../../src/settings/run-file-error.ts';
import { parseRunFile, runFileText } from '../../src/settings/run-file.ts';
import { anyMoment, PLAIN_MOMENT, VOCABULARY } from './moments.ts';

const parse = (text: string) => parseRunFile(text, VOCABULARY);
const plain = JSON.parse(runFileText(PLAIN_MOMENT)) as Record<string, unknown>;

describe('a run file', () => {
  test('reopens any moment exactly', () => {
    fc.assert(
      fc.property(anyMoment, (moment) => {
        expect(parse(runFileText(moment))).toEqual(moment);
      }),
      { numRuns: 100 },
    );
  });

  test('names itself, its version and everything that decides a run', () => {
    expect(Object.keys(plain)).toEqual(['format', 'version', 'config', 'seed', 'commands', 'time', 'view']);
    expect(plain).toMatchObject({ format: 'viommu-lab run', version: 1, seed: 2011, commands: [] });
  });

  test('takes what it does not name from the same place as a link', () => {
    const small = { format: 'viommu-lab run', version: 1, config: { strategy: 'shared' }, seed: 7, commands: [] };
    expect(parse(JSON.stringify(small))).toEqual({
      ...PLAIN_MOMENT,
      config: { ...PLAIN_MOMENT.config, strategy: 'shared', seed: 7 },
    });
  });

  const at = (value: unknown, rest: object = { rogue: 'read-only' }) => ({ commands: [{ at: value, ...rest }] });

  test.each<[string, Record<string, unknown>]>([
    ['format is not "viommu-lab run": this is no run file', { format: 'perfetto' }],
    ['version is not one that this page reads; allowed: 1', { version: 2 }],
    ['extra is unknown; allowed: format, version', { extra: 1 }],
    ['config is missing or not an object', { config: undefined }],
    ['config is missing or not an object', { config: [] }],
    ['config.strategy is "lazy"; allowed: strict', { config: { strategy: 'lazy' } }],
    ['config.strategy is not a plain value', { config: { strategy: { a: 1 } } }],
    ['config.speed is no setting; allowed: setting', { config: { speed: 1 } }],
    ['config.seed stands outside of config', { config: { seed: 1 } }],
    ['config.caches.size is unknown; allowed: iotlbEntries', { config: { caches: { size: 1 } } }],
    ['config.caches iotlbWays is 5; it must divide 64', { config: { caches: { iotlbWays: 5 } } }],
    ['config.costs profile is unknown; allowed: paper-2011', { config: { costs: { profile: 'mine' } } }],
    ['config.costs nap is unknown; allowed: profile, edits', { config: { costs: { nap: 1 } } }],
    ['seed is undefined; allowed: a whole number', { seed: '1' }],
    ['seed is -1; allowed: a whole number', { seed: -1 }],
    ['commands is missing or not a list', { commands: {} }],
    ['commands[0] is not an object', { commands: [1] }],
    ['commands[0].at is no time; allowed: whole picoseconds', at(1.5)],
    ['commands[0].at is no time', at('1')],
    ['commands[1].at is earlier than the command before it', { commands: [{ at: 2, rogue: 'read-only' }, { at: 1 }] }],
    ['commands[0] is no command; allowed: either adjust or rogue', at(1, {})],
    ['commands[0] is no command', at(1, { rogue: 'read-only', adjust: {} })],
    ['commands[0].rogue is unknown; allowed: never-mapped', at(1, { rogue: 'everything' })],
    ['commands[0].adjust seed is no setting that changes', at(1, { adjust: { seed: 1 } })],
    ['commands[0].adjust strategy is "lazy"; allowed', at(1, { adjust: { strategy: 'lazy' } })],
    ['commands[0].wait is unknown; allowed: at, adjust, rogue', at(1, { wait: 1 })],
    ['time is no time; allowed', { time: -1 }],
    ['recording is wrong: the name of the recording', { recording: { name: 'a\nb', hash: '0'.repeat(16) } }],
    ['recording is wrong: the hash of the recording', { recording: { name: 'a.txt', hash: 'xyz' } }],
    ['recording has more than name and hash', { recording: { name: 'a', hash: '0'.repeat(16), path: '/' } }],
    ['view.clock is unknown; allowed: selection, panels, tour', { view: { clock: 1 } }],
    ['view.selection iova is not allowed', { view: { selection: { iova: -1, domainId: 1 } } }],
    ['view.panels is wrong; allowed: a list of some of matrix', { view: { panels: ['clock'] } }],
    ['view.large is wrong; allowed: matrix', { view: { large: 'clock' } }],
    ['view.plays is wrong; allowed: true, false', { view: { plays: 1 } }],
    ['acts is wrong; allowed: a whole number', { acts: -1 }],
    ['view.tour is wrong: allowed: first-look.0 to first-look.6', { view: { tour: { name: 'first-look', step: 9 } } }],
  ])('is refused with the place and what is allowed: %s', (message, change) => {
    const text = JSON.stringify({ ...plain, ...change });
    expect(() => parse(text)).toThrow(RunFileError);
    expect(() => parse(text)).toThrow(message);
  });

  test.each([
    ['file is not JSON', '{"format":'],
    ['file is not a JSON object', '[1]'],
    ['file is not a JSON object', 'null'],
    ['__proto__ is unknown', `${JSON.stringify(plain).slice(0, -1)},"__proto__":{"polluted":1}}`],
    ['config.__proto__ is no setting', JSON.stringify(plain).replace('"config":{', '"config":{"__proto__":{"a":1},')],
    ['costs.__proto__', JSON.stringify(plain).replace('"edits":{', '"edits":{"__proto__":1')],
  ])('is refused: %s', (message, text) => {
    expect(() => parse(text)).toThrow(RunFileError);
    expect(() => parse(text)).toThrow(message);
  });
});
