import { describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import { OPENING_STORY, type Cell } from '../../src/config/opening-story.ts';
import type { Metrics } from '../../src/protocol/snapshot.ts';
import {
  advanceAttract,
  ATTRACT_OFF,
  beginAttract,
  handOver,
  SHOWN_MS,
  type AttractOrder,
  type AttractSight,
  type AttractState,
} from '../../src/store/attract.ts';
import { wantsAttract } from '../../src/store/attract-option.ts';

/** A machine whose rate lies still, or rises, after a whole window in a cell. */
function sight(cell: Cell, gbps: number, { isRising = false, window = 20e9 } = {}): AttractSight {
  const history = Float64Array.from({ length: 120 }, (_, i) => (isRising ? (gbps * i) / 120 : gbps));
  const metrics = { gbps, lineRateGbps: 10, window, history, historySpan: 0.25e9 } as unknown as Metrics;
  return { reportedConfig: { ...DEFAULT_CONFIG, ...cell }, metrics };
}

/** Tells the story to a fake machine that obeys at once. */
class Teller {
  state: AttractState = ATTRACT_OFF;
  cell: Cell = { setting: 'bare-metal', strategy: 'strict' };
  pace = '';
  readonly cells: string[] = [];

  take({ state, orders }: { state: AttractState; orders: readonly AttractOrder[] }): void {
    this.state = state;
    for (const order of orders) {
      if (order.kind === 'pace') this.pace = order.pace;
      else {
        this.cell = order.cell;
        this.cells.push(`${order.cell.setting} ${order.cell.strategy}`);
      }
    }
  }

  look(gbps: number, elapsed: number, options = {}): void {
    this.take(advanceAttract(this.state, OPENING_STORY, sight(this.cell, gbps, options), elapsed));
  }

  /** Lets a caption stand until the next one, in frames of a sixtieth of a second. */
  read(gbps: number): void {
    for (let ms = 0; ms < SHOWN_MS + 20 && this.state.kind === 'showing'; ms += 16) this.look(gbps, 16);
  }
}

describe('the opening story', () => {
  test('goes through its cells, each as soon as the one before was measured and read', () => {
    const teller = new Teller();
    teller.take(beginAttract(OPENING_STORY));
    for (const gbps of [1, 3, 10]) {
      expect(teller).toMatchObject({ state: { kind: 'settling' }, pace: 'settle' });
      teller.look(gbps, 16);
      expect(teller).toMatchObject({ state: { kind: 'showing' }, pace: 'watch' });
      teller.read(gbps);
    }
    expect(teller.cells).toEqual(['samecore strict', 'sidecore strict', 'sidecore optimistic']);
    expect(teller.state).toEqual({ kind: 'ended', stage: 2, measured: [0.1, 0.3, 1] });
  });

  test.each([
    ['the rate still rises', sight(OPENING_STORY[0]!, 5, { isRising: true })],
    ['the window is not whole', sight(OPENING_STORY[0]!, 5, { window: 4e9 })],
    ['the machine is still another', sight(OPENING_STORY[1]!, 5)],
    ['nothing is known', { reportedConfig: DEFAULT_CONFIG, metrics: undefined }],
  ])('waits while %s', (_, seen) => {
    const { state } = beginAttract(OPENING_STORY);
    expect(advanceAttract(state, OPENING_STORY, seen, 10_000).state).toBe(state);
  });

  test('does not count the time for which the page was hidden', () => {
    const teller = new Teller();
    teller.take(beginAttract(OPENING_STORY));
    teller.look(1, 16);
    teller.look(1, 60 * 60_000);
    expect(teller.state).toMatchObject({ kind: 'showing', stage: 0 });
  });

  test('leaves the machine as it is at the first touch, at a pace that can be followed', () => {
    const teller = new Teller();
    teller.take(beginAttract(OPENING_STORY));
    teller.take(handOver(teller.state));
    expect(teller).toMatchObject({ state: ATTRACT_OFF, pace: 'watch' });
    teller.look(1, 16);
    teller.read(1);
    expect(teller).toMatchObject({ state: ATTRACT_OFF, cells: ['samecore strict'] });
  });

  test('does not touch the pace when it was reading pace already', () => {
    const showing: AttractState = { kind: 'showing', stage: 1, measured: [0.1, 0.3], shown: 10 };
    expect(handOver(showing)).toEqual({ state: ATTRACT_OFF, orders: [] });
  });
});

describe('the story plays', () => {
  test.each([
    { where: 'on a page opened plainly', search: '', hash: '', plays: true },
    { where: 'not in an embed', search: '?embed', hash: '', plays: false },
    { where: 'in an embed that asks', search: '?embed&attract', hash: '', plays: true },
    { where: 'in an embed whose hash asks', search: '?embed', hash: '#v=1&attract', plays: true },
    { where: 'not on a link to a moment', search: '', hash: '#v=1&strategy=optimistic', plays: false },
    { where: 'on a link that asks', search: '', hash: '#v=1&attract=1', plays: true },
    { where: 'not where it is refused', search: '?attract=0', hash: '', plays: false },
    { where: 'over the foreign parameters of a deck', search: '?utm_source=deck', hash: '#/3', plays: true },
  ])('$where', ({ search, hash, plays }) => {
    expect(wantsAttract({ search, hash, wasTouched: false })).toBe(plays);
    expect(wantsAttract({ search, hash, wasTouched: true })).toBe(false);
  });
});
