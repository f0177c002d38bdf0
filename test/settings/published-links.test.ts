import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { flatDifferences } from '../../src/config/flat-settings.ts';
import { LINK_BASE } from '../../src/settings/link-base.ts';
import type { Moment } from '../../src/settings/moment.ts';
import { readLink } from '../../src/settings/permalink.ts';
import { VOCABULARY } from './moments.ts';

/*
 * test/golden/links.txt holds links as they were published, each with what it means below it. Add links; never change one: it
 * stands on somebody's slide.
 */

const lines = readFileSync(join(import.meta.dirname, '../golden/links.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('//'));
const published = lines.flatMap((line, index) => (line.startsWith('#') ? [[line, lines[index + 1]!] as const] : []));

/** What of a moment is not as an empty link has it. */
function decoded({ config, commands, recording, view, ...place }: Moment): object {
  const { selection, ...arrangement } = view;
  const { time, ...exact } = place;
  return {
    ...Object.fromEntries(flatDifferences(config, LINK_BASE)),
    ...(commands.length === 0 ? {} : { commands }),
    ...(time === 0 ? {} : { time }),
    ...(recording === undefined ? {} : { recording }),
    ...(selection.kind === 'latest' ? {} : { selection }),
    ...named(exact),
    ...named(arrangement),
  };
}

const named = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

describe('every link ever published opens', () => {
  test('there are some', () => expect(published.length).toBeGreaterThanOrEqual(8));

  test.each(published)('%s', (link, meaning) => {
    const opened = readLink(link, VOCABULARY);
    expect(opened?.notes).toEqual([]);
    expect(decoded(opened!.moment)).toEqual(JSON.parse(meaning));
  });
});
