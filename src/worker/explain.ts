import { assertNever } from '../base/assert.ts';
import { pageBase } from '../base/bits.ts';
import type { LabMachine } from '../machine/lab-machine.ts';
import type { Explainable } from '../protocol/commands.ts';
import type { Explanation } from '../protocol/reports.ts';
import type { IotlbSection } from '../protocol/snapshot.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { EventColumns } from '../trace/event-columns.ts';
import type { Tracer } from '../trace/tracer.ts';
import { ACTS_PER_LEG, finishErrand, type Errand } from './errands.ts';
import { positionOf } from './history.ts';
import type { Timeline } from './timeline.ts';
import { travelToPlace } from './travel.ts';

/** Whether the event at a place of a ring made the cell what it is. */
type Test = (ring: EventColumns, at: number) => boolean;

/** How to find the event that made a cell what it is. */
interface Search {
  readonly test: Test;
  /** Whether the test needs the machine as it was when the event happened. */
  readonly isLive: boolean;
}

/** A question about a cell as it is shown. */
export interface Question {
  readonly what: Explainable;
  /** Number of the first event that has not happened yet for the viewer. */
  readonly before: number;
  /** The IOTLB as it is shown. */
  readonly iotlb: IotlbSection | undefined;
}

/**
 * Finds the last event that wrote a cell: among those that the tracer still holds, or else by doing again what was done,
 * from one checkpoint after another back to the start. The run ends where it stood, also when the search is broken off.
 * @returns undefined when nothing ever wrote the cell.
 */
export function* explain(timeline: Timeline, question: Question): Errand<Explanation | undefined> {
  const { machine, history } = timeline;
  const { tracer } = machine;
  const search = searchFor(machine, question);
  const { before } = question;
  const known = search.isLive ? undefined : searchRing(tracer, search.test, before);
  if (known !== undefined) return known;
  if (tracer.sequence <= tracer.ring.capacity && !search.isLive) return undefined;
  const present = timeline.place;
  // The way back is then a single step.
  timeline.mark();
  const seen: { latest: Explanation | undefined } = { latest: undefined };
  const { observer } = tracer;
  tracer.observer = (sequence) => {
    if (sequence < before && search.test(tracer.ring, sequence % tracer.ring.capacity))
      seen.latest = explanationOf(tracer, sequence);
  };
  try {
    for (let until = positionOf(present); seen.latest === undefined;) {
      const limit = until;
      const milestone = history.latest((candidate) => positionOf(candidate) < limit);
      if (milestone === undefined) break;
      timeline.goBackTo(milestone);
      while (timeline.position < until) {
        timeline.runOne();
        if (timeline.position % ACTS_PER_LEG === 0) yield;
      }
      until = positionOf(milestone);
    }
    if (seen.latest === undefined && !search.isLive) {
      timeline.goBackTo(history.kept[0]!);
      seen.latest = searchRing(tracer, search.test, before);
    }
  } finally {
    tracer.observer = observer;
    finishErrand(travelToPlace(timeline, present));
  }
  return seen.latest;
}

/** The latest event in a tracer's ring, of those before number `before`, that passes. */
function searchRing(tracer: Tracer, test: Test, before: number): Explanation | undefined {
  const { ring } = tracer;
  const oldest = Math.max(0, tracer.sequence - ring.capacity);
  for (let sequence = Math.min(before, tracer.sequence) - 1; sequence >= oldest; sequence--) {
    if (test(ring, sequence % ring.capacity)) return explanationOf(tracer, sequence);
  }
  return undefined;
}

function explanationOf({ ring }: Tracer, sequence: number): Explanation {
  const at = sequence % ring.capacity;
  return {
    sequence,
    at: ring.time[at]!,
    kind: ring.kind[at]!,
    iova: ring.iova[at]!,
    value: ring.value[at]!,
    domainId: ring.domainId[at]!,
    sourceId: ring.sourceId[at]!,
  };
}

function searchFor(machine: LabMachine, { what, iotlb }: Question): Search {
  switch (what.kind) {
    case 'entry':
      return { test: tellsOf(what.address, ENTRY_KINDS), isLive: false };
    case 'shadow-entry':
      return { test: tellsOf(what.address, SHADOW_KINDS), isLive: false };
    case 'frame':
      return { test: tellsOf(pageBase(what.gpa), FRAME_KINDS), isLive: false };
    case 'iova':
      return { test: concernsPage(what.domainId, pageBase(what.iova)), isLive: false };
    case 'iotlb':
      return changesSlot(machine, what.slot, iotlb);
    default:
      return assertNever(what, 'cell');
  }
}

/** Kinds of events whose value is the address of what they alter. */
const ENTRY_KINDS: readonly number[] = [
  EVENT['entry-written'],
  EVENT['entry-cleared'],
  EVENT['root-entry-written'],
  EVENT['context-entry-written'],
  EVENT['context-entry-cleared'],
];
const SHADOW_KINDS: readonly number[] = [
  EVENT['shadow-entry-written'],
  EVENT['shadow-entry-cleared'],
  EVENT['shadow-root-entry-written'],
  EVENT['shadow-context-entry-written'],
  EVENT['shadow-context-entry-cleared'],
];
const FRAME_KINDS: readonly number[] = [
  EVENT['page-pinned'],
  EVENT['page-unpinned'],
  EVENT['page-reclaimed'],
  EVENT['page-swapped-in'],
];

function tellsOf(address: number, kinds: readonly number[]): Test {
  return (ring, at) => ring.value[at] === address && kinds.includes(ring.kind[at]!);
}

/** Kinds of events that change what a page is to the driver; those of the second list tell their length in bytes. */
const PAGE_KINDS: readonly number[] = [
  EVENT['iova-reused'],
  EVENT['entry-written'],
  EVENT['entry-cleared'],
  EVENT['flush-queue-joined'],
  EVENT['teardown-queue-joined'],
  EVENT['mapping-torn-down'],
  EVENT['completion-awaited'],
];
const RANGE_KINDS: readonly number[] = [EVENT['iova-mapped'], EVENT['iova-unmapped']];

function concernsPage(domainId: number, page: number): Test {
  return (ring, at) => {
    if (ring.domainId[at] !== domainId) return false;
    const kind = ring.kind[at]!;
    const start = ring.iova[at]!;
    if (PAGE_KINDS.includes(kind)) return pageBase(start) === page;
    return RANGE_KINDS.includes(kind) && page >= pageBase(start) && page < start + ring.value[at]!;
  };
}

/** What filled a place of the IOTLB; of an empty place, what emptied it. */
function changesSlot(machine: LabMachine, slot: number, now: IotlbSection | undefined): Search {
  const holds = (ring: EventColumns, at: number, section: IotlbSection | undefined): boolean =>
    section !== undefined &&
    section.pageShift[slot] !== 0 &&
    section.iova[slot] === ring.iova[at] &&
    section.domainId[slot] === ring.domainId[at];
  if (now !== undefined && now.pageShift[slot] !== 0) {
    return { test: (ring, at) => ring.kind[at] === EVENT['iotlb-filled'] && holds(ring, at, now), isLive: false };
  }
  // An entry is said to go while it still stands there: that tells its place.
  const test: Test = (ring, at) =>
    (ring.kind[at] === EVENT['iotlb-dropped'] || ring.kind[at] === EVENT['iotlb-evicted']) &&
    holds(ring, at, machine.section('iotlb'));
  return { test, isLive: true };
}
