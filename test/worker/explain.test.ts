import { describe, expect, it } from 'vitest';
import { microseconds } from '../../src/clock/time.ts';
import { CELL, JUST_WRITTEN, type IotlbSection, type TablesSection } from '../../src/protocol/snapshot.ts';
import { EVENT, EVENTS } from '../../src/trace/catalogue.ts';
import type { Explainable } from '../../src/protocol/commands.ts';
import { SMALL, Viewer } from '../support/viewer.ts';

describe('why is it so', () => {
  /** Asks, and checks that the machine has not moved. */
  function ask(viewer: Viewer, what: Explainable) {
    const { now } = viewer.head;
    const { shown } = viewer;
    viewer.do({ kind: 'explain', what });
    expect([viewer.head.now, viewer.shown]).toEqual([now, shown]);
    const answer = viewer.user.of('explained').at(-1)!;
    expect(answer.what).toEqual(what);
    return answer.event;
  }

  const nameOf = (kind: number): string => EVENTS[kind]!.name;

  /** A leaf entry that is there: one for long, of a ring, or one for a packet. */
  function anyEntry(viewer: Viewer, isForPacket = false) {
    const tables = viewer.look().sections.tables!;
    const entries = [...tables.level].flatMap((level, row) =>
      Array.from({ length: level === 1 ? 512 : 0 }, (_, slot) => ({
        state: tables.states[row * 512 + slot]! % JUST_WRITTEN,
        address: tables.address[row]! + slot * 8,
        iova: tables.iovaBase[row]! + slot * 4096,
        domainId: tables.domainId[row]!,
      })),
    );
    const live = entries.filter(({ state }) => state === CELL.live || state === CELL.awaitingTeardown);
    return live[isForPacket ? Math.floor(live.length / 2) : 0]!;
  }

  it('answers for an entry with the event that wrote it, to which one can go', () => {
    const viewer = new Viewer({ ...SMALL, strategy: 'optimistic' });
    viewer.run(100);
    const { address, iova } = anyEntry(viewer, true);
    const event = ask(viewer, { kind: 'entry', address })!;
    expect(event).toMatchObject({ kind: EVENT['entry-written'], value: address, iova });
    expect(event.at).toBeLessThanOrEqual(viewer.head.now);
    viewer.do({ kind: 'seek', toEvent: event.sequence });
    const { events } = viewer.user.latest.body;
    expect(events.kind.at(-1)).toBe(EVENT['entry-written']);
    expect(events.value.at(-1)).toBe(address);
    expect(viewer.head.now).toBe(event.at);
  });

  it('answers for the root and context entries of guest and shadow, also when they were written before the run began', () => {
    const viewer = new Viewer({ ...SMALL, setting: 'samecore' });
    viewer.run(100);
    const entriesOf = ({ rootAddress, contextAddress, contextSource }: TablesSection): readonly [number, number] => [
      rootAddress + 16 * Math.floor(contextSource[0]! / 256),
      contextAddress[0]!,
    ];
    const { tables, shadowTables: shadow } = viewer.look().sections;
    const [root, context] = entriesOf(tables!);
    expect(nameOf(ask(viewer, { kind: 'entry', address: root })!.kind)).toBe('root-entry-written');
    const written = ask(viewer, { kind: 'entry', address: context })!;
    expect(written).toMatchObject({ kind: EVENT['context-entry-written'], value: context });
    expect([written.sourceId, written.domainId]).toEqual([tables!.contextSource[0], 1]);
    const [shadowRoot, shadowContext] = entriesOf(shadow!);
    expect(nameOf(ask(viewer, { kind: 'shadow-entry', address: shadowRoot })!.kind)).toBe('shadow-root-entry-written');
    const shadowed = ask(viewer, { kind: 'shadow-entry', address: shadowContext })!;
    expect(shadowed).toMatchObject({ kind: EVENT['shadow-context-entry-written'], sourceId: written.sourceId });
    expect(shadowed.sequence).toBeGreaterThan(written.sequence);
    // Pass-through changes the type of the entry: that wrote it last.
    viewer.do({ kind: 'adjust', change: { strategy: 'passthrough' } });
    const rewritten = ask(viewer, { kind: 'entry', address: context })!;
    expect(rewritten).toMatchObject({ kind: EVENT['context-entry-written'] });
    expect(rewritten.sequence).toBeGreaterThan(shadowed.sequence);
    viewer.do({ kind: 'seek', toEvent: rewritten.sequence });
    expect(viewer.user.latest.body.events.value.at(-1)).toBe(context);
  });

  it('finds what has left the ring of the tracer by doing it again', () => {
    // Long-lived mappings of rings and queues are made at the start; thousands of events come after.
    const viewer = new Viewer({ ...SMALL, workload: 'nvme-sequential', strategy: 'shared' });
    viewer.do({ kind: 'seek', to: microseconds(1200) });
    viewer.do({ kind: 'step', unit: 'frame' });
    const { address, iova, domainId } = anyEntry(viewer);
    const { events } = viewer.user.latest.body.metrics;
    const entry = ask(viewer, { kind: 'entry', address })!;
    expect(entry).toMatchObject({ kind: EVENT['entry-written'], iova });
    const page = ask(viewer, { kind: 'iova', domainId, iova })!;
    expect(['iova-mapped', 'iova-reused', 'entry-written']).toContain(nameOf(page.kind));
    expect(page.sequence).toBeGreaterThanOrEqual(entry.sequence);
    expect(events).toBeGreaterThan(1000);
  });

  it('answers for a page with the latest event of the driver on it', () => {
    const viewer = new Viewer({ ...SMALL, strategy: 'optimistic' });
    viewer.run(300);
    const { teardown } = viewer.look().sections;
    expect(teardown!.length).toBeGreaterThan(0);
    const event = ask(viewer, { kind: 'iova', domainId: anyEntry(viewer).domainId, iova: teardown!.iova[0]! })!;
    expect(['iova-unmapped', 'teardown-queue-joined']).toContain(nameOf(event.kind));
  });

  it('answers for a place of the IOTLB, full or empty', () => {
    const viewer = new Viewer();
    viewer.run(200);
    const section = (): IotlbSection => viewer.look().sections.iotlb!;
    const full = section().pageShift.findIndex((shift) => shift !== 0);
    const filled = ask(viewer, { kind: 'iotlb', slot: full })!;
    expect(filled).toMatchObject({ kind: EVENT['iotlb-filled'], iova: section().iova[full] });
    // Strict drops what it unmaps: a place that was in use before is empty now.
    viewer.do({ kind: 'seek', toEvent: filled.sequence });
    viewer.do({ kind: 'seek', to: viewer.head.history.end });
    const answers = Array.from({ length: 64 }, (_, slot) => slot)
      .filter((slot) => section().pageShift[slot] === 0)
      .slice(0, 6)
      .map((slot) => ask(viewer, { kind: 'iotlb', slot }));
    const emptied = answers.filter((event) => event !== undefined);
    expect(emptied.length).toBeGreaterThan(0);
    for (const event of emptied) expect(['iotlb-dropped', 'iotlb-evicted']).toContain(nameOf(event.kind));
  });

  it('says that nothing wrote what was never written', () => {
    const viewer = new Viewer();
    viewer.run(50);
    expect(ask(viewer, { kind: 'entry', address: 8 })).toBeUndefined();
  });

  it('takes an event that is shown for the present', () => {
    const viewer = new Viewer({ ...SMALL, strategy: 'optimistic' });
    viewer.run(100);
    const { address } = anyEntry(viewer, true);
    const event = ask(viewer, { kind: 'entry', address })!;
    viewer.do({ kind: 'seek', toEvent: event.sequence - 1 });
    viewer.do({ kind: 'explain', what: { kind: 'entry', address } });
    const earlier = viewer.user.of('explained').at(-1)!.event;
    expect(earlier?.sequence ?? -1).toBeLessThan(event.sequence);
  });

  it('can be broken off, and the machine stands where it stood', () => {
    const viewer = new Viewer(SMALL, 100, []);
    viewer.do({ kind: 'seek', to: microseconds(2000) });
    const { now } = viewer.head;
    const { events } = viewer.user.latest.body.metrics;
    viewer.send({ kind: 'explain', what: { kind: 'iotlb', slot: 60_000 } });
    viewer.send({ kind: 'run', pace: { kind: 'time', rate: 0.001 } });
    viewer.do({ kind: 'pause' });
    expect(viewer.head.now).toBe(now);
    expect(viewer.user.latest.body.metrics.events).toBe(events);
    expect(viewer.head.history.isPast).toBe(false);
  });
});
