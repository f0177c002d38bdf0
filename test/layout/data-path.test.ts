import { describe, expect, test } from 'vitest';
import { dataPath, hopBetween, hopOf, sampleMoving, stationsOf } from '../../src/layout/data-path.ts';
import { EVENT } from '../../src/trace/catalogue.ts';
import type { Setting } from '../../src/config/identifiers.ts';

/** The boxes as text, one sign for each unit of length: the first letter of a station fills its box. */
function picture(setting: Setting, width: number, height: number): string[] {
  const rows = Array.from({ length: height }, () => Array.from({ length: width }, () => '·'));
  for (const { station, x, y, width: w, height: h } of dataPath(stationsOf(setting), width, height, 2)) {
    for (let row = y; row < y + h; row++)
      for (let column = x; column < x + w; column++) rows[row]![column] = station[0]!;
  }
  return rows.map((row) => row.join(''));
}

describe('the data path', () => {
  test('goes there by software and back by hardware where it is narrow', () => {
    expect(picture('sidecore', 16, 6)).toEqual([
      'gggg··vvvv··hhhh',
      'gggg··vvvv··hhhh',
      '················',
      '················',
      'llll··dddd··iiii',
      'llll··dddd··iiii',
    ]);
  });

  test('is one row where it is wide, and has no hypervisor on bare metal', () => {
    expect(picture('bare-metal', 18, 3)).toEqual(['ggg··iii··ddd··lll', 'ggg··iii··ddd··lll', 'ggg··iii··ddd··lll']);
    expect(stationsOf('direct')).toEqual(stationsOf('bare-metal'));
  });

  test('is travelled from edge to edge', () => {
    const [guest, viommu] = dataPath(stationsOf('samecore'), 16, 6, 2);
    expect(hopBetween(guest!, viommu!)).toEqual([
      { x: 4, y: 1 },
      { x: 6, y: 1 },
    ]);
  });

  test('passes over stations that the setting lacks', () => {
    const [bare, virtual] = [stationsOf('bare-metal'), stationsOf('samecore')];
    expect(hopOf(EVENT['register-written'], bare)).toEqual(['guest', 'iommu']);
    expect(hopOf(EVENT['register-written'], virtual)).toEqual(['guest', 'viommu']);
    expect(hopOf(EVENT['vm-exited'], bare)).toBeUndefined();
    expect(hopOf(EVENT['walk-step'], virtual)).toBeUndefined();
  });

  test('shows the latest of each kind of event, oldest first', () => {
    const kinds = [
      EVENT['iotlb-hit'],
      EVENT['frame-sent'],
      EVENT['walk-step'],
      EVENT['iotlb-hit'],
      EVENT['doorbell-rung'],
    ];
    expect(sampleMoving(kinds, stationsOf('samecore'), 3)).toEqual([1, 3, 4]);
  });
});
