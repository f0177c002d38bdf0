import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { OPTION_ROWS, readEmbedOptions } from '../../src/embed/embed-options.ts';
import { SPEED_STOPS } from '../../src/store/paces.ts';

const PLAIN = {
  panels: ['matrix', 'throughput'],
  theme: undefined,
  lock: false,
  autoplay: false,
  attract: false,
  speed: undefined,
  tour: undefined,
  origin: undefined,
};

describe('the options of an embed', () => {
  test('take the panels of the link where they name none', () => {
    expect(readEmbedOptions('?embed', ['iotlb', 'log'])?.options.panels).toEqual(['iotlb', 'log']);
    expect(readEmbedOptions('?embed&panels=log', ['iotlb'])?.options.panels).toEqual(['log']);
    expect(readEmbedOptions('?embed', undefined)?.options.panels).toEqual(PLAIN.panels);
  });

  test('are none when the address does not ask for one', () => {
    for (const search of ['', '?', '?panels=log', '?embedded=1', '?EMBED']) {
      expect(readEmbedOptions(search)).toBeUndefined();
    }
  });

  test('stand in the address by name', () => {
    const search =
      '?embed&panels=page-tables,iotlb&theme=dark&lock&autoplay=1&attract&speed=1:1000&tour=why-strict&origin=https://a.example';
    expect(readEmbedOptions(search)).toEqual({
      options: {
        panels: ['page-tables', 'iotlb'],
        theme: 'dark',
        lock: true,
        autoplay: true,
        attract: true,
        speed: SPEED_STOPS.findIndex(({ name }) => name === '1:1000'),
        tour: 'why-strict',
        origin: 'https://a.example',
      },
      notes: [],
    });
    expect(readEmbedOptions('?embed&lock=0')!.options).toEqual(PLAIN);
  });

  test('are dropped one by one where they cannot be read, and it says what is allowed', () => {
    const { options, notes } = readEmbedOptions(
      '?embed&panels=log,nonsense&theme=pink&lock=maybe&speed=7&origin=https://a.example/path&colour=red&theme=dark',
    )!;
    expect(options).toEqual(PLAIN);
    expect(notes.map(({ written }) => written)).toEqual([
      'panels=log,nonsense',
      'theme=pink',
      'lock=maybe',
      'speed=7',
      'origin=https://a.example/path',
      'colour=red',
      'theme=dark',
    ]);
    expect(notes[1]!.message).toBe('theme is "pink"; allowed: dark, light, contrast');
    expect(notes[5]!.message).toMatch(/^there is no option "colour"; allowed: panels, theme/);
    expect(notes[6]!.message).toBe('theme is there twice; the first is taken');
  });

  test('are documented by examples that are read without a note', () => {
    for (const { name, example } of OPTION_ROWS) {
      const { options, notes } = readEmbedOptions(`?embed&${example.replace('NAME', 'name')}`)!;
      expect(notes).toEqual([]);
      expect(options[name]).not.toEqual(PLAIN[name]);
    }
  });

  test('are always whole, and the notes few and short, whatever the address', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.oneof(fc.constantFrom(...OPTION_ROWS.map(({ name }) => name)), fc.string()),
            fc.string({ unit: 'binary' }),
          ),
          { maxLength: 30 },
        ),
        (fields) => {
          const { options, notes } = readEmbedOptions(`?embed&${new URLSearchParams(fields)}`)!;
          expect(Object.keys(options).sort()).toEqual(Object.keys(PLAIN).sort());
          expect(options.panels.length).toBeGreaterThan(0);
          expect(notes.length).toBeLessThanOrEqual(8);
          for (const { written, message } of notes) expect(written.length + message.length).toBeLessThan(600);
        },
      ),
      { numRuns: 50 },
    );
  });
});
