import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microseconds } from '../../src/clock/time.ts';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import type { Command } from '../../src/protocol/commands.ts';
import { createInProcessSession } from '../../src/session/in-process-session.ts';
import { ManualPacemaker } from '../support/manual-pacemaker.ts';
import { SessionUser } from '../support/session-user.ts';

function open(acknowledges = true): {
  pacemaker: ManualPacemaker;
  send: (command: unknown) => void;
  user: SessionUser;
} {
  const pacemaker = new ManualPacemaker();
  const session = createInProcessSession(pacemaker);
  return {
    pacemaker,
    send: (command) => session.send(command as Command),
    user: new SessionUser(session, acknowledges),
  };
}

describe('the host', () => {
  it('runs at the pace it is given', () => {
    const { pacemaker, send, user } = open();
    send({ kind: 'run', pace: { kind: 'time', rate: 0.001 } });
    pacemaker.pass(500);
    send({ kind: 'pause' });
    const { now, state } = user.latest.head;
    expect(state).toBe('paused');
    expect(now).toBeGreaterThan(microseconds(420));
    expect(now).toBeLessThan(microseconds(560));
  });

  it('makes one machine at the start: the one that the page asks for', () => {
    const { send, user } = open();
    expect(user.bodies).toEqual([]);
    send({ kind: 'configure', config: { ...DEFAULT_CONFIG, setting: 'samecore' } });
    expect(user.latest.head).toMatchObject({ machine: 1, config: { setting: 'samecore' } });
  });

  it('counts every command it was sent, also those that make a machine', () => {
    const { send, user } = open();
    send({ kind: 'configure', config: DEFAULT_CONFIG });
    send({ kind: 'configure', config: { ...DEFAULT_CONFIG, seed: -1 } });
    send({ kind: 'watch', sections: [] });
    expect(user.latest.head.commands).toBe(3);
    send({ kind: 'tell-moment' });
    send({ kind: 'open', moment: user.of('moment').at(-1)!.moment });
    expect(user.latest.head.commands).toBe(5);
  });

  it('computes nothing while hidden or paused', () => {
    const { pacemaker, send, user } = open();
    send({ kind: 'run', pace: { kind: 'full' } });
    pacemaker.pass(20);
    send({ kind: 'visibility', hidden: true });
    const { length } = user.reports;
    // A callback that was under way comes and does nothing.
    expect(pacemaker.pass(5000)).toBeLessThanOrEqual(1);
    expect(pacemaker.idle).toBe(true);
    expect(user.reports.length).toBe(length);
    send({ kind: 'visibility', hidden: false });
    pacemaker.pass(20);
    expect(user.reports.length).toBeGreaterThan(length);
    send({ kind: 'pause' });
    pacemaker.pass(20);
    expect(pacemaker.idle).toBe(true);
  });

  it('waits for a page that has stopped reading, and goes on when it reads again', () => {
    const { pacemaker, send, user } = open(false);
    send({ kind: 'run', pace: { kind: 'time', rate: 0.0001 } });
    pacemaker.pass(3000);
    expect(pacemaker.idle).toBe(true);
    expect(user.bodies.length).toBe(1);
    const { now } = user.latest.head;
    user.acknowledges = true;
    user.acknowledge();
    pacemaker.pass(100);
    expect(user.latest.head.now).toBeGreaterThan(now);
    expect(user.latest.head.merged + user.bodies[1]!.head.merged).toBeGreaterThan(0);
  });

  it('shows one event a tick in the pace of events, each with the structures of its moment', () => {
    const { pacemaker, send, user } = open();
    send({ kind: 'watch', sections: ['tables'] });
    const before = user.bodies.length;
    send({ kind: 'run', pace: { kind: 'events', perSecond: 10 } });
    pacemaker.pass(2050);
    const bodies = user.bodies.slice(before + 1).map(({ body }) => body);
    expect(bodies.length).toBeGreaterThanOrEqual(20);
    for (const [index, body] of bodies.entries()) {
      expect(body.events.count).toBe(index === 0 ? body.events.count : 1);
      expect(body.sections.tables).toBeDefined();
    }
  });

  it('counts the events that a page was too slow for', () => {
    const { pacemaker, send, user } = open(false);
    send({ kind: 'run', pace: { kind: 'time', rate: 0.01 } });
    pacemaker.pass(400);
    user.acknowledges = true;
    user.acknowledge();
    pacemaker.pass(50);
    const { head, body } = user.bodies[1]!;
    expect(head.droppedEvents).toBeGreaterThan(0);
    expect(head.droppedEvents + body.events.count).toBe(
      body.metrics.events - (user.bodies[0]!.body.events.firstSequence + user.bodies[0]!.body.events.count),
    );
  });

  it('says why async is not to be had with register-based invalidation, and changes nothing', () => {
    const { send, user } = open();
    send({ kind: 'adjust', change: { strategy: 'async' } });
    expect(user.of('rejected').at(-1)?.reason).toContain('needs the invalidation queue');
    send({ kind: 'pause' });
    expect(user.latest.head.config.strategy).toBe('strict');
    expect(user.latest.head.unavailable['async']).toContain('queue');
  });

  it('answers a rogue DMA with the verdict of the unit', () => {
    const { pacemaker, send, user } = open();
    send({ kind: 'run', pace: { kind: 'time', rate: 0.001 } });
    pacemaker.pass(300);
    const attack = (target: string): string => {
      send({ kind: 'rogue', target });
      const { verdict, reason } = user.of('rogue-verdict').at(-1)!.verdict;
      return `${verdict} ${reason}`;
    };
    expect(attack('never-mapped')).toBe('blocked 6');
    expect(attack('just-unmapped')).toBe('blocked 6');
    expect(attack('other-guest')).toBe('impossible 0');
    send({ kind: 'adjust', change: { strategy: 'optimistic' } });
    pacemaker.pass(300);
    expect(attack('just-unmapped')).toBe('leaked 0');
    expect(attack('read-only')).toBe('blocked 5');
    send({ kind: 'adjust', change: { strategy: 'passthrough' } });
    pacemaker.pass(100);
    expect(attack('never-mapped')).toBe('leaked 0');
  });

  it('keeps the machine through any message whatever', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record({ kind: fc.constantFrom('configure', 'adjust', 'run', 'step', 'watch', 'rogue', 'load-recording') }),
      fc.record({ kind: fc.constant('adjust'), change: fc.dictionary(fc.string(), fc.anything()) }),
      fc.record({ kind: fc.constant('configure'), config: fc.constant({ ...DEFAULT_CONFIG, ringSize: 7 }) }),
      fc.record({ kind: fc.constant('acknowledge'), report: fc.nat(), buffer: fc.constant(new ArrayBuffer(8)) }),
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 20 }), (messages) => {
        const { send, user } = open();
        for (const message of messages) send(message);
        send({ kind: 'pause' });
        expect(user.of('crashed')).toEqual([]);
        expect(user.latest.head.state).toBe('paused');
      }),
      { numRuns: 60 },
    );
  });
});
