import { afterEach, describe, expect, test, vi } from 'vitest';
import { SPEED_STOPS } from '../../src/store/paces.ts';
import { LabRig } from '../support/lab-rig.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const FULL = SPEED_STOPS.length - 1;

describe('the page and its emulator', () => {
  test('run from the start, and the figures are those of the machine', () => {
    const rig = new LabRig();
    rig.pass(400);
    expect(rig.state).toMatchObject({ connection: { kind: 'ready' }, run: 'running' });
    expect(rig.state.now).toBeGreaterThan(0);
    expect(rig.state.metrics?.gbps).toBeGreaterThan(3);
    expect(rig.state.sections.tables?.address.length).toBeGreaterThan(3);
  });

  test('change the store once in a frame and only in a frame, and acknowledge in the same', () => {
    const rig = new LabRig();
    rig.pass(100);
    let changes = 0;
    rig.lab.store.subscribe(() => {
      changes += 1;
    });
    for (let i = 0; i < 20; i++) {
      changes = 0;
      rig.pass(16);
      expect(changes).toBeLessThanOrEqual(1);
    }
    const acknowledged = rig.sent.filter(({ kind }) => kind === 'acknowledge').length;
    expect(acknowledged).toBeGreaterThan(10);
  });

  test('ask for no frame while the machine stands still', () => {
    const rig = new LabRig();
    rig.pass(200);
    rig.lab.actions.pause();
    rig.pass(200);
    const { now } = rig.state;
    rig.pass(500);
    expect(rig.state).toMatchObject({ run: 'paused', now });
    expect(rig.wantsFrame).toBe(false);
  });

  test('keep the identity of sections that did not change', () => {
    const rig = new LabRig();
    rig.pass(200);
    rig.lab.actions.pause();
    rig.pass(100);
    const before = rig.state.sections;
    rig.lab.actions.watch([]);
    rig.lab.actions.step();
    rig.pass(50);
    expect(rig.state.sections.tables).toBe(before.tables);
  });

  test('a step is one event, and words follow at once', () => {
    const rig = new LabRig();
    rig.pass(200);
    rig.lab.actions.pause();
    rig.pass(100);
    const { total } = rig.state.log;
    rig.lab.actions.step();
    rig.pass(50);
    expect(rig.state.log.total).toBe(total + 1);
    expect(rig.lab.calm.getState().log.total).toBe(total + 1);
  });

  test('what was chosen stays chosen, from the first moment on and whatever reports are under way', () => {
    const rig = new LabRig();
    const seen = new Set<string>();
    rig.lab.store.subscribe(({ config }) => seen.add(`${config.setting} ${config.strategy}`));
    rig.lab.actions.chooseCell('samecore', 'optimistic');
    for (let i = 0; i < 20; i++) rig.pass(16);
    expect([...seen]).toEqual(['samecore optimistic']);
    seen.clear();
    rig.lab.actions.chooseCell('bare-metal', 'deferred');
    for (let i = 0; i < 20; i++) rig.pass(16);
    expect([...seen]).toEqual(['bare-metal deferred']);
    expect(rig.state.reportedConfig).toMatchObject({ setting: 'bare-metal', strategy: 'deferred' });
  });

  test('words change at reading pace while the machine runs', () => {
    const rig = new LabRig();
    rig.pass(300);
    let changes = 0;
    rig.lab.calm.subscribe(() => {
      changes += 1;
    });
    rig.pass(2000);
    expect(changes).toBeGreaterThanOrEqual(3);
    expect(changes).toBeLessThanOrEqual(6);
  });

  test('with reduced motion everything changes about twice a second', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const rig = new LabRig({ reducedMotion: true });
    let changes = 0;
    rig.lab.store.subscribe(() => {
      changes += 1;
    });
    for (let i = 0; i < 125; i++) {
      rig.pass(16);
      vi.advanceTimersByTime(16);
    }
    vi.useRealTimers();
    expect(changes).toBeGreaterThanOrEqual(3);
    expect(changes).toBeLessThanOrEqual(8);
  });
});

describe('what the viewer asked for', () => {
  test('stands from the first moment, whatever older reports say', () => {
    const rig = new LabRig();
    const seen = new Set<string>();
    rig.lab.store.subscribe(({ run }) => seen.add(run));
    rig.pass(100);
    expect([...seen]).toEqual(['running']);
    rig.lab.actions.pause();
    seen.clear();
    rig.pass(100);
    expect([...seen]).toEqual(['paused']);
  });
});

describe('the strategies', () => {
  test('switch while it runs, and each cell keeps what was measured in it', () => {
    const rig = new LabRig();
    rig.lab.actions.setSpeed(FULL);
    rig.pass(300);
    rig.lab.actions.chooseStrategy('optimistic');
    expect(rig.state.config.strategy).toBe('optimistic');
    rig.pass(600);
    const { percent } = rig.state.cells;
    expect(percent['bare-metal/strict']).toBeGreaterThan(40);
    expect(percent['bare-metal/strict']).toBeLessThan(46);
    expect(percent['bare-metal/optimistic']).toBeGreaterThan(90);
  });

  test('that are refused return to the one that runs, with the reason', () => {
    const rig = new LabRig();
    rig.pass(200);
    rig.lab.actions.chooseStrategy('async');
    rig.pass(200);
    expect(rig.state.config.strategy).toBe('strict');
    expect(rig.state.rejection?.reason).toMatch(/queue/);
    expect(rig.state.unavailable['async']).toBeDefined();
  });

  test('forget their results when the question changes', () => {
    const rig = new LabRig();
    rig.lab.actions.setSpeed(FULL);
    rig.pass(300);
    expect(rig.state.cells.percent['bare-metal/strict']).toBeDefined();
    rig.lab.actions.pause();
    rig.lab.actions.adjust({ linkGbps: 40 });
    rig.pass(100);
    expect(rig.state.cells.percent['bare-metal/strict']).toBeUndefined();
  });
});

describe('an emulator that fails', () => {
  test('to start is said, with what it said', () => {
    const rig = new LabRig({
      createSession: () => {
        throw new Error('workers are forbidden here');
      },
    });
    rig.frame();
    expect(rig.state.connection).toMatchObject({ kind: 'crashed', message: 'Error: workers are forbidden here' });
  });

  test('later leaves the last state in view', () => {
    let tell: ((report: never) => void) | undefined;
    const rig = new LabRig({
      createSession: () => ({
        send: () => {},
        subscribe: (listener) => {
          tell = listener as never;
          return () => {};
        },
        dispose: () => {},
      }),
    });
    tell?.({ kind: 'crashed', message: 'a bug', stack: '' } as never);
    rig.frame();
    expect(rig.state).toMatchObject({ connection: { kind: 'crashed' }, run: 'paused' });
  });
});
