import { expect, test, vi } from 'vitest';

import { survivesMessages } from './hostile-messages.ts';

vi.stubGlobal('location', { href: 'https://a.example/lab/?embed' });

test('whatever a host posts, an embed does not fall over', async () => {
  await expect(survivesMessages(300, 1)).resolves.toBeUndefined();
});
