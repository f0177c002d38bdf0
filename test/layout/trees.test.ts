import { describe, expect, test } from 'vitest';
import { PAGE_CONFIG } from '../../src/config/machine-config.ts';
import type { Setting, Strategy } from '../../src/config/identifiers.ts';
import { walkColumns } from '../../src/layout/walk-columns.ts';
import { walkStations } from '../../src/layout/walk-stations.ts';
import { treesAt, treeSections } from '../../src/layout/trees.ts';
import { Machine } from '../../src/machine/machine.ts';
import { runUntil } from '../../src/machine/lab-machine.ts';
import { CELL, type Sections } from '../../src/protocol/snapshot.ts';
import { PS_PER_MS, time } from '../../src/clock/time.ts';

function sectionsOf(setting: Setting, strategy: Strategy, milliseconds = 1): Partial<Sections> {
  const machine = new Machine({ ...PAGE_CONFIG, setting, strategy });
  runUntil(machine, time(milliseconds * PS_PER_MS));
  const tables = machine.section('tables');
  const shadowTables = machine.section('shadowTables');
  return { ...(tables && { tables }), ...(shadowTables && { shadowTables }) };
}

/** An address whose leaf is in a state in the tree of a section. */
function addressIn(sections: Partial<Sections>, name: 'tables' | 'shadowTables', state: number) {
  const tables = sections[name]!;
  const row = tables.level.findIndex(
    (level, i) => level === 1 && tables.states.subarray(i * 512, i * 512 + 512).some((raw) => raw % 16 === state),
  );
  const index = tables.states.subarray(row * 512, row * 512 + 512).findIndex((raw) => raw % 16 === state);
  return { domainId: tables.domainId[row]!, iova: tables.iovaBase[row]! + index * 4096 };
}

describe('the trees', () => {
  test('are one on bare metal, two under emulation, and the hypervisor’s alone under direct assignment', () => {
    expect(treeSections(sectionsOf('bare-metal', 'strict'))).toEqual(['tables']);
    expect(treeSections(sectionsOf('samecore', 'strict'))).toEqual(['tables', 'shadowTables']);
    expect(treeSections(sectionsOf('direct', 'passthrough'))).toEqual(['shadowTables']);
    expect(treeSections({})).toEqual([]);
  });

  test('lead from a live address to the guest’s page and to the host’s', () => {
    const sections = sectionsOf('samecore', 'strict');
    const { domainId, iova } = addressIn(sections, 'tables', CELL.live);
    const [guest, shadow] = treesAt(sections, domainId, iova);
    expect(guest!.path.translated).toBeDefined();
    expect(shadow!.path.translated).toBeDefined();
    expect(shadow!.path.translated).not.toBe(guest!.path.translated);
    expect(shadow!.path.sourceId).toBe(guest!.path.sourceId);
  });

  test('show that under deferred the shadow lives on where the guest’s entry is cleared', () => {
    const sections = sectionsOf('samecore', 'deferred', 0.9);
    const { domainId, iova } = addressIn(sections, 'shadowTables', CELL.awaitingFlush);
    const [guest, shadow] = treesAt(sections, domainId, iova);
    expect(guest!.path.translated).toBeUndefined();
    expect(shadow!.path.translated).toBeDefined();
    expect(shadow!.path.steps.at(-1)!.state).toBe(CELL.awaitingFlush);
  });
});

describe('the stations of several walks', () => {
  test('stand beneath each other by level, with gaps where a tree has no such level', () => {
    const sections = sectionsOf('samecore', 'passthrough');
    const { tables } = sections;
    const walks = treesAt(sections, tables!.contextWords[2]! >>> 8, 0x1000).map((tree) =>
      walkColumns(tree.tables, tree.path),
    );
    const stations = walkStations(walks);
    expect(stations.map(({ title }) => title)).toEqual(
      walks.reduce((most, walk) => (walk.length > most.length ? walk : most)).map(({ title }) => title),
    );
    for (const { title, stops } of stations) {
      stops.forEach((stop, tree) => {
        expect(stop?.column.title ?? title).toBe(title);
        expect(stop === undefined).toBe(walks[tree]!.every((column) => column.title !== title));
      });
    }
  });
});
