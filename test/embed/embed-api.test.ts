import { afterEach, describe, expect, test, vi } from 'vitest';

import { API_VERBS } from '../../src/embed/api-messages.ts';
import { apiRig } from './api-rig.ts';

// An address for the link of now; frames come from the rig.
vi.stubGlobal('location', { href: 'https://a.example/lab/?embed&lock#v=1' });

afterEach(() => {
  vi.useRealTimers();
});

const greeted = async () => {
  const made = apiRig();
  await made.post({ verb: 'hello' });
  return made;
};

describe('a host', () => {
  test('introduces itself first, and hears what it can ask for', async () => {
    const { post } = apiRig();
    expect(await post({ verb: 'play', id: 1 })).toEqual({
      ok: false,
      id: 1,
      error: { field: 'verb', message: 'verb: hello comes first' },
    });
    expect(await post({ verb: 'hello', id: 'a' })).toMatchObject({
      ok: true,
      id: 'a',
      result: {
        version: 1,
        verbs: ['hello', 'play', 'pause', 'step', 'seek', 'set', 'scenario', 'tour', 'get', 'subscribe'],
      },
    });
    expect(API_VERBS).toHaveLength(10);
    expect(await post({ verb: 'play' })).toEqual({ ok: true, result: null });
  });

  test('is not answered where it does not speak to an embed', async () => {
    const { api } = await greeted();
    for (const data of ['slide:pause', 7, null, undefined, [], { type: 'webpackOk' }, new Map(), new ArrayBuffer(8)]) {
      expect(await api.receive(data)).toBeUndefined();
    }
  });

  test.each([
    [{ viommuLab: 2, verb: 'play' }, 'viommuLab'],
    [{ verb: 'eval' }, 'verb'],
    [{ verb: 'constructor' }, 'verb'],
    [{ verb: 'seek' }, 'ms'],
    [{ verb: 'seek', ms: -1 }, 'ms'],
    [{ verb: 'seek', ms: Number.NaN }, 'ms'],
    [{ verb: 'play', loud: true }, 'loud'],
    [{ verb: 'step', unit: 'year' }, 'unit'],
    [{ verb: 'set', settings: { quota: -1 } }, 'settings.quota'],
    [{ verb: 'set', settings: { quota: { a: 1 } } }, 'settings.quota'],
    [{ verb: 'set', settings: { nonsense: 1 } }, 'settings.nonsense'],
    [{ verb: 'set', speed: 'ludicrous' }, 'speed'],
    [{ verb: 'set', settings: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`s${i}`, 1])) }, 'settings'],
    [{ verb: 'scenario', hash: 'nothing' }, 'hash'],
    [{ verb: 'scenario', hash: 'x'.repeat(9000) }, 'hash'],
    [{ verb: 'tour', name: 'none' }, 'name'],
    [{ verb: 'get', what: 'cookies' }, 'what'],
    [{ verb: 'subscribe', events: ['everything'] }, 'events.0'],
    [{ verb: 'subscribe', events: ['state'], perSecond: 60 }, 'perSecond'],
  ])('hears which field of %j is wrong, and nothing happens', async (message, field) => {
    const { post, rig } = await greeted();
    rig.pass(100);
    const before = rig.sent.length;
    expect(await post({ id: 7, ...message })).toMatchObject({ ok: false, id: 7, error: { field } });
    expect(rig.sent).toHaveLength(before);
  });

  test('plays, pauses, steps and goes to a moment', async () => {
    const { post, rig } = await greeted();
    rig.pass(100);
    await post({ verb: 'pause' });
    rig.pass(100);
    expect(rig.state.run).toBe('paused');
    const { events } = rig.state.metrics!;
    await post({ verb: 'step' });
    rig.pass(100);
    expect(rig.state.metrics!.events).toBe(events + 1);
    await post({ verb: 'seek', ms: 2.5 });
    rig.pass(400);
    expect(rig.state.now).toBeGreaterThanOrEqual(2.5e9);
    await post({ verb: 'play' });
    rig.pass(50);
    expect(rig.state.run).toBe('running');
  });

  test('sets settings by name, all or none, and opens a scenario with what was wrong in it', async () => {
    const { post, rig } = await greeted();
    rig.pass(100);
    const settings = { strategy: 'optimistic', quota: 99, linkGbps: 40 };
    expect(await post({ verb: 'set', settings, speed: '1:100' })).toMatchObject({ ok: true, result: settings });
    rig.pass(200);
    expect(rig.state.reportedConfig).toMatchObject(settings);
    expect(await post({ verb: 'get' })).toMatchObject({ result: { speed: '1:100', strategy: 'optimistic' } });
    await post({ verb: 'set', settings: { quota: 7, linkGbps: -1 } });
    expect(rig.state.config.quota).toBe(99);
    expect(await post({ verb: 'scenario', hash: '#v=1&setting=sidecore&quota=banana' })).toMatchObject({
      ok: true,
      result: { notes: [expect.stringContaining('quota')] },
    });
    rig.pass(200);
    expect(rig.state.reportedConfig).toMatchObject({ setting: 'sidecore', strategy: 'strict' });
    const asked = post({ verb: 'get', what: 'link' });
    rig.pass(50);
    expect(await asked).toMatchObject({
      result: expect.stringMatching(
        /^https:\/\/a\.example\/lab\/#v=1&setting=sidecore&t=[\d.]+ms.*&speed=1:100&play=1$/,
      ),
    });
    expect(await post({ verb: 'get', what: 'settings' })).toMatchObject({
      result: { setting: 'sidecore', seed: 2011 },
    });
  });

  test('takes tours', async () => {
    const { post, taken } = await greeted();
    expect(await post({ verb: 'tour', name: 'what-a-walk-is', step: 2 })).toMatchObject({ ok: true });
    expect(await post({ verb: 'tour' })).toMatchObject({ ok: true });
    expect(taken).toEqual([
      ['what-a-walk-is', 2],
      [undefined, 0],
    ]);
  });

  test('is told of changes as often as it asked, of steps while the machine stands, of faults when they happen', async () => {
    vi.useFakeTimers();
    const { post, rig, told, wait } = await greeted();
    await post({ verb: 'subscribe', events: ['state', 'step', 'fault'], perSecond: 10 });
    const pass = (milliseconds: number): void => {
      for (let i = 0; i < milliseconds; i += 20) {
        rig.pass(20);
        wait(20);
        vi.advanceTimersByTime(20);
      }
    };
    pass(1000);
    const states = told.filter(({ event }) => event === 'state');
    expect(states.length).toBeGreaterThan(5);
    expect(states.length).toBeLessThanOrEqual(11);
    expect(told.filter(({ event }) => event !== 'state')).toEqual([]);
    await post({ verb: 'pause' });
    pass(300);
    await post({ verb: 'step' });
    pass(300);
    const step = told.findLast(({ event }) => event === 'step')!.value;
    expect(step).toMatchObject({ number: rig.state.metrics!.events - 1, text: expect.stringMatching(/\w/) });
    rig.lab.actions.attack('never-mapped');
    pass(300);
    expect(told.findLast(({ event }) => event === 'fault')?.value).toMatchObject({ faults: rig.state.metrics!.faults });
    const count = told.length;
    pass(1000);
    expect(told).toHaveLength(count);
    await post({ verb: 'subscribe', events: [] });
    await post({ verb: 'play' });
    pass(300);
    expect(told).toHaveLength(count);
  });

  test('that asks too much is told once, and heard again when it waits', async () => {
    const { post, wait } = await greeted();
    const answers = await Promise.all(Array.from({ length: 300 }, () => post({ verb: 'get' })));
    expect(answers.filter((answer) => answer?.ok === true)).toHaveLength(99);
    expect(answers.filter((answer) => answer?.ok === false)).toHaveLength(1);
    wait(100);
    expect(await post({ verb: 'get' })).toMatchObject({ ok: true });
  });
});
