import { expect, test, vi } from 'vitest';

import { survivesMessages } from './hostile-messages.ts';

vi.stubGlobal('location', { href: 'https://a.example/lab/?embed' });

test.each([2, 3, 5, 8, 13])('twenty thousand messages of anything, seed %i', async (seed) => {
  await expect(survivesMessages(20_000, seed)).resolves.toBeUndefined();
});
