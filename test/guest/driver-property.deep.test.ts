import { test } from 'vitest';
import { checkPrograms } from '../support/driver-programs.ts';

test('many programs of maps, unmaps, switches and time keep the promises of the strategies (property)', () => {
  checkPrograms(5000, 15 * 60_000);
});
