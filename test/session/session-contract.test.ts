import { describe, expect, it } from 'vitest';
import { createInProcessSession } from '../../src/session/in-process-session.ts';
import { checkSessionContract } from '../support/session-contract.ts';
import { threadPacemaker } from '../support/thread-pacemaker.ts';

describe('a session on this thread', () => {
  it('keeps the contract of sessions', { timeout: 120_000 }, async () => {
    const { results } = await checkSessionContract(() => createInProcessSession(threadPacemaker()));
    expect(results.filter(({ failure }) => failure !== '')).toEqual([]);
  });
});
