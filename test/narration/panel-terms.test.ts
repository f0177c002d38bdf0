import { describe, expect, test } from 'vitest';
import { SETTINGS, STRATEGIES } from '../../src/config/identifiers.ts';
import { paperTestbed } from '../../src/config/cost-model.ts';
import { SETTING_LABEL, STRATEGY_LABEL } from '../../src/narration/names.ts';
import { PANEL_TERMS } from '../../src/narration/panel-terms.ts';
import { SETTING_SOURCES } from '../../src/narration/setting-sources.ts';
import { provenanceInWords, sourceOf } from '../../src/narration/sources.ts';
import { SETTING_ROWS } from '../../src/settings/settings.ts';
import { LARGE_PANELS } from '../../src/ui/controls/page-commands.ts';

const COSTS = paperTestbed();

describe('everything the page names has a source', () => {
  test.each(['matrix', ...Object.keys(LARGE_PANELS)])('the terms of the panel %s', (panel) => {
    const terms = PANEL_TERMS[panel] ?? [];
    expect(terms.length).toBeGreaterThan(2);
    for (const { term, says, sources } of terms) {
      expect(says, term).toMatch(/\S/);
      expect(sources.length, term).toBeGreaterThan(0);
      for (const source of sources) expect(sourceOf(source, COSTS), `${term}: ${source}`).toBeDefined();
    }
  });

  test('settings and strategies among the terms of the matrix', () => {
    const terms = PANEL_TERMS['matrix']!.map(({ term }) => term);
    const all = [...SETTINGS.map((name) => SETTING_LABEL[name]), ...STRATEGIES.map((name) => STRATEGY_LABEL[name])];
    expect(terms).toEqual(expect.arrayContaining(all));
  });

  test('each setting of the dialog', () => {
    const without = SETTING_ROWS.filter(({ key }) => (SETTING_SOURCES[key] ?? []).length === 0);
    expect(without.map(({ key }) => key)).toEqual([]);
  });

  test('each price', () => {
    for (const [key, { provenance }] of Object.entries(COSTS.rows)) {
      expect(provenanceInWords(provenance), key).toMatch(/^(Published|Fitted to|Our division|Ours, no source)/);
    }
  });
});
