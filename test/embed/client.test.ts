import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { API_EVENTS, API_VERBS, API_VERSION } from '../../src/embed/api-messages.ts';

const client = readFileSync(join(import.meta.dirname, '../../public/embed.js'), 'utf8');

test('the client is small, depends on nothing and knows every verb and event of the page', () => {
  expect(gzipSync(client, { level: 9 }).length).toBeLessThanOrEqual(3 * 1024);
  expect(client).not.toMatch(/^\s*import /m);
  expect(client).toContain(`const VERSION = ${API_VERSION};`);
  for (const verb of API_VERBS) expect(client).toContain(`ask('${verb}'`);
  for (const event of API_EVENTS) expect(client).toContain(`'${event}'`);
});
