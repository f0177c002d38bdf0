import { afterEach, beforeEach, test, vi } from 'vitest';
import { TOURS } from '../../src/narration/tour-list.ts';
import { serveSite, takeTour } from './tour-rig.ts';

beforeEach(serveSite);

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each(TOURS)('the tour “$title” comes to all its conditions, with all figures measured', takeTour);
