import { describe, expect, test } from 'vitest';
import { paperTestbed } from '../../src/config/cost-model.ts';
import { piecesOf } from '../../src/narration/marked-text.ts';
import { FIGURES, figuresIn } from '../../src/narration/placeholders.ts';
import { POINTERS } from '../../src/narration/pointers.ts';
import { SOURCES, sourceOf } from '../../src/narration/sources.ts';
import { TOURS } from '../../src/narration/tour-list.ts';
import type { TourStep } from '../../src/narration/tour.ts';
import { ALL_TOURS } from '../../src/narration/tours/all-tours.ts';

const ENTRIES = Object.entries(ALL_TOURS);
const textsOf = ({ text, result = '', question }: TourStep): string[] => [text, result, question?.prompt ?? ''];

describe('the list of tours', () => {
  test('offers every tour once, with the number of its steps', () => {
    const offered = TOURS.map(({ name, steps }) => `${name} ${steps}`);
    expect(offered.toSorted()).toEqual(ENTRIES.map(([name, { steps }]) => `${name} ${steps.length}`).toSorted());
  });

  test('asks in most of them what will happen', () => {
    const asking = ENTRIES.filter(([, { steps }]) => steps.some(({ question }) => question !== undefined));
    expect(asking.length).toBeGreaterThan(ENTRIES.length / 2);
  });
});

describe.each(ENTRIES)('the tour %s', (_, { steps }) => {
  test('has four to seven steps and begins by choosing its machine', () => {
    expect(steps.length).toBeGreaterThanOrEqual(4);
    expect(steps.length).toBeLessThanOrEqual(7);
    expect(steps[0]!.machine).toMatchObject({ setting: expect.any(String), strategy: expect.any(String) });
  });

  test('names only figures that there are', () => {
    const names = steps.flatMap(textsOf).flatMap(figuresIn);
    expect(names.filter((name) => !Object.hasOwn(FIGURES, name))).toEqual([]);
  });

  test('links only to structures, sources and prices that there are', () => {
    const costs = paperTestbed();
    for (const text of steps.flatMap(textsOf)) {
      const links = [...text.matchAll(/\]\(/g)].length;
      const pieces = piecesOf(text).filter(({ kind }) => kind !== 'words');
      expect(pieces, text).toHaveLength(links);
      for (const piece of pieces)
        if (piece.kind === 'source') expect(sourceOf(piece.source, costs), text).toBeDefined();
    }
  });

  test('gives a source for each step', () => {
    for (const { title, sources } of steps) expect(sources.length, title).toBeGreaterThan(0);
  });

  test('types no measured figure: a per cent or a cycle count in a result comes from the machine', () => {
    for (const { result = '' } of steps) {
      expect(result.replace(/\{[^}]*\}|\[[^\]]*\]/g, '')).not.toMatch(/\d[\d,.]* ?(%|cycles|Gb\/s|pages|µs)/);
    }
  });

  test('says something when a step is reached', () => {
    for (const { title, result } of steps) expect(result, title).toMatch(/\S/);
  });
});

describe('a text', () => {
  test('is cut at its links, and loses nothing', () => {
    const pieces = piecesOf('See the [IOTLB](panel:iotlb), [slide 16](source:slide-16) and [this](cost:vm-exit).');
    expect(pieces.map(({ kind }) => kind)).toEqual(['words', 'pointer', 'words', 'source', 'words', 'source', 'words']);
    expect(pieces.map(({ text }) => text).join('')).toBe('See the IOTLB, slide 16 and this.');
  });

  test('keeps the words of a link that leads nowhere', () => {
    expect(piecesOf('[a](panel:nowhere) [b](source:nothing)').every(({ kind }) => kind === 'words')).toBe(true);
  });
});

describe('the sources', () => {
  test('say where and what; those on the web have an address', () => {
    for (const source of Object.values(SOURCES)) {
      expect(source.title).not.toBe('');
      expect(source.says).toMatch(/\.$/);
      if ('url' in source) expect(new URL(source.url).protocol).toBe('https:');
    }
  });

  test('of a price are its provenance', () => {
    expect(sourceOf('cost:vm-exit', paperTestbed())).toMatchObject({
      title: '2,000 cycles: each trapped register access',
      says: expect.stringMatching(/^Published: SplitX/),
    });
    expect(sourceOf('cost:nothing', paperTestbed())).toBeUndefined();
  });
});

test('structures are named as the regions of the page are', () => {
  expect(POINTERS).toMatchObject({ iotlb: 'IOTLB', queue: 'Teardown queue', protection: 'Protection and memory' });
});
