import { describe, expect, test } from 'vitest';
import { settingError } from '../../src/config/limits.ts';
import { DEFAULT_CONFIG } from '../../src/config/machine-config.ts';
import { changeFrom, isDefault, SETTING_ROWS, shownValue } from '../../src/settings/settings.ts';

describe('the table of settings', () => {
  test.each(SETTING_ROWS.map((row) => [row.label, row] as const))(
    '%s: its default is shown, and is no change',
    (_, row) => {
      const text = shownValue(row, DEFAULT_CONFIG);
      expect(changeFrom(row, text)).toEqual({ [row.key]: DEFAULT_CONFIG[row.key] });
      expect(isDefault(row, DEFAULT_CONFIG)).toBe(true);
    },
  );

  test.each(SETTING_ROWS.map((row) => [row.label, row] as const))(
    '%s: the emulator takes all that it offers',
    (_, row) => {
      const texts =
        row.type === 'choice' ? row.choices.map(({ value }) => String(value)) : [`${row.min}`, `${row.max}`];
      for (const text of texts) {
        const change = changeFrom(row, text);
        expect(typeof change).toBe('object');
        for (const [key, value] of Object.entries(change)) expect(settingError(key, value)).toBeUndefined();
      }
    },
  );

  test('what is out of range is refused with the range', () => {
    const age = SETTING_ROWS.find(({ key }) => key === 'ageLimitMicroseconds')!;
    expect(changeFrom(age, '5000')).toBe('Age limit: from 0.1 to 1000 ms');
    expect(changeFrom(age, '')).toBe('Age limit: from 0.1 to 1000 ms');
    expect(changeFrom(age, '2.5')).toEqual({ ageLimitMicroseconds: 2500 });
  });
});
