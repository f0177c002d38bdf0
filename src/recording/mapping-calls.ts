import { pageBase } from '../base/bits.ts';
import type { DomainId } from '../bus/addresses.ts';
import type { DeviceDirectory } from './device-directory.ts';
import { invalidates } from './invalidated-range.ts';
import { PendingOperation } from './pending-operation.ts';
import type { RecordedOperation } from './recorded-operation.ts';
import type { DmaMapEvent, DmaUnmapEvent, ExecutionContext, MapEvent, TraceEvent, UnmapEvent } from './trace-event.ts';

/** Operations held back at most, over all tasks: the look-ahead, and with it the memory, is bounded by this. */
const WINDOW = 1024;
/** Operations of one task that may wait for their device at once, where interrupts cannot be told apart. */
const WAITING = 4;
/** `map` lines of one call. A driver's scatter list has at most 128 pieces; VFIO maps a whole guest in one run. */
const LONGEST_CALL = 4096;
/** Tasks remembered; an idle one is forgotten beyond this. */
const STRANDS = 4096;

/** Lines of one task on one CPU in one interrupt level: the order among them is the program's own. */
interface Strand {
  /** The call whose next `map` line may follow. */
  run: PendingOperation | undefined;
  /** Operations without their device or domain yet, oldest first. */
  readonly waiting: PendingOperation[];
  /** A `dma_unmap_sg` or `dma_free` whose `unmap` comes next. */
  announced: DmaUnmapEvent | undefined;
  /** The domain of a cache tag just assigned: the next `attach` names its device. */
  assigned: DomainId | undefined;
}

/**
 * Turns lines into operations. A mapping call is a run of adjacent `map` lines of the same task and CPU with contiguous
 * IOVAs. Neither `map` nor `unmap` names its device: it is in the `dma_map_*` line after the maps, in the `dma_unmap_page`
 * after or the `dma_unmap_sg` / `dma_free` before the unmap; the domain is in the invalidation that follows. So an
 * operation is held until these have come, its task has gone on to the next, or the window is full; operations are passed
 * on in the order of the file. An interrupt that cuts into a call does not split it where the file has the
 * flags column; events that tell nothing about mappings do not either.
 */
export class MappingCallGrouper {
  private readonly onOperation: (operation: RecordedOperation) => void;
  private readonly directory: DeviceDirectory;
  private readonly strands = new Map<number, Strand>();
  private held: PendingOperation[] = [];
  /** Index in `held` of the first operation not passed on yet. */
  private heldStart = 0;

  /** @param directory learns which device uses which domain */
  constructor(directory: DeviceDirectory, onOperation: (operation: RecordedOperation) => void) {
    this.directory = directory;
    this.onOperation = onOperation;
  }

  /** Takes in the next line of the file. */
  add(event: TraceEvent): void {
    if (event.kind === 'other' || event.kind === 'fault') return;
    const strand = this.strandOf(event);
    const { run, announced } = strand;
    strand.run = undefined;
    strand.announced = undefined;
    switch (event.kind) {
      case 'map':
        this.addMap(strand, run, event);
        break;
      case 'unmap':
        this.addUnmap(strand, announced, event);
        break;
      case 'dma-map':
        this.addDmaMap(strand, event);
        break;
      case 'dma-unmap':
        this.addDmaUnmap(strand, event);
        break;
      case 'flush-range':
      case 'flush-range-np':
        this.addDomain(strand, event.domainId, (address) => address >= event.first && address <= event.last);
        break;
      case 'invalidation-submitted':
        if (event.descriptor === 'iotlb' && event.granularity === 'page-selective') {
          this.addDomain(strand, event.domainId, (address) => invalidates(event, address));
        }
        break;
      case 'cache-tag-assigned':
        strand.assigned = event.domainId;
        break;
      case 'attached':
        if (event.sourceId !== undefined && strand.assigned !== undefined) {
          this.directory.sawTogether(event.sourceId, strand.assigned);
        }
        strand.assigned = undefined;
        break;
      case 'marker':
      case 'stale-access':
        this.hold(new PendingOperation(event));
        break;
      case 'flush-all':
      case 'cache-tag-unassigned':
      case 'group-added':
      case 'group-removed':
      case 'detached':
        break;
    }
    this.release(WINDOW);
  }

  /** The file is over: passes on what is held. */
  end(): void {
    this.release(0);
    this.strands.clear();
  }

  private addMap(strand: Strand, run: PendingOperation | undefined, event: MapEvent): void {
    if (run !== undefined && !run.settled && run.end === event.iova && run.segments.length < LONGEST_CALL) {
      run.extend(event.paddr, event.size);
      strand.run = run;
      return;
    }
    strand.run = this.wait(strand, new PendingOperation(event), event.context);
  }

  private addUnmap(strand: Strand, announced: DmaUnmapEvent | undefined, event: UnmapEvent): void {
    const operation = this.wait(strand, new PendingOperation(event), event.context);
    if (announced === undefined) return;
    if (announced.iova !== undefined && pageBase(announced.iova) !== event.iova) return;
    operation.sourceId = announced.sourceId;
    operation.direction = announced.direction;
  }

  private addDmaMap(strand: Strand, event: DmaMapEvent): void {
    if (event.sourceId !== undefined) this.directory.saw(event.sourceId);
    const operation = strand.waiting.findLast((o) => !o.settled && o.kind === 'map' && o.iova === pageBase(event.iova));
    if (operation === undefined) return;
    operation.sourceId = event.sourceId;
    operation.direction = event.direction;
    this.settle(strand, operation);
  }

  private addDmaUnmap(strand: Strand, event: DmaUnmapEvent): void {
    if (event.sourceId !== undefined) this.directory.saw(event.sourceId);
    if (event.call !== 'page') {
      strand.announced = event;
      return;
    }
    const page = pageBase(event.iova ?? -1);
    const operation = strand.waiting.findLast((o) => !o.settled && o.kind === 'unmap' && o.iova === page);
    if (operation === undefined) return;
    operation.sourceId = event.sourceId;
    operation.direction = event.direction;
    this.settle(strand, operation);
  }

  /** An invalidation belongs to the newest operation of the strand that it covers. */
  private addDomain(strand: Strand, domainId: DomainId, covers: (address: number) => boolean): void {
    const operation = strand.waiting.findLast((o) => !o.settled && covers(o.iova));
    if (operation !== undefined) operation.domainId ??= domainId;
  }

  private strandOf(event: TraceEvent): Strand {
    const key = (event.pid * 65_536 + (event.cpu % 65_536)) * 4 + CONTEXT_NUMBER[event.context];
    let strand = this.strands.get(key);
    if (strand === undefined) {
      if (this.strands.size >= STRANDS) this.forgetIdleStrands();
      strand = { run: undefined, waiting: [], announced: undefined, assigned: undefined };
      this.strands.set(key, strand);
    }
    return strand;
  }

  private forgetIdleStrands(): void {
    for (const [key, strand] of this.strands) if (strand.waiting.length === 0) this.strands.delete(key);
    if (this.strands.size >= STRANDS) this.strands.clear();
  }

  private wait(strand: Strand, operation: PendingOperation, context: ExecutionContext): PendingOperation {
    // Calls of one interrupt level do not overlap; without the flags column an interrupt's may stand inside another.
    const others = context === 'unknown' ? WAITING : 0;
    while (strand.waiting.length > others) strand.waiting.shift()!.settled = true;
    strand.waiting.push(operation);
    return this.hold(operation);
  }

  private settle(strand: Strand, operation: PendingOperation): void {
    operation.settled = true;
    strand.waiting.splice(strand.waiting.indexOf(operation), 1);
  }

  private hold(operation: PendingOperation): PendingOperation {
    this.held.push(operation);
    return operation;
  }

  /** Passes on, in order, what is settled, and what exceeds `limit`. */
  private release(limit: number): void {
    while (this.heldStart < this.held.length) {
      const operation = this.held[this.heldStart]!;
      if (!operation.settled && this.held.length - this.heldStart <= limit) break;
      this.heldStart++;
      operation.settled = true;
      const { sourceId, domainId } = operation;
      if (sourceId !== undefined && domainId !== undefined) this.directory.sawTogether(sourceId, domainId);
      this.onOperation(operation);
    }
    if (this.heldStart > WINDOW) {
      this.held = this.held.slice(this.heldStart);
      this.heldStart = 0;
    }
  }
}

const CONTEXT_NUMBER: Readonly<Record<ExecutionContext, number>> = {
  unknown: 0,
  process: 1,
  'soft-interrupt': 2,
  'hard-interrupt': 3,
};
