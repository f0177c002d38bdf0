import { and, highHalf, insert, lowHalf, or, shiftLeft } from '../base/bits.ts';
import { busOf, devfnOf, PAGE_SIZE, type DomainId, type SourceId } from '../bus/addresses.ts';
import type { FrameAllocator } from '../bus/frame-allocator.ts';
import type { MemoryPort } from '../bus/ports.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { ACT } from '../config/acts.ts';
import {
  addressWidthOfLevels,
  CONTEXT_ENTRY_SIZE,
  CONTEXT_P,
  entryAddress,
  ROOT_ENTRY_SIZE,
  ROOT_P,
} from '../spec/remapping-structures.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { IommuDriverError } from './driver-options.ts';

/** The root table and the context tables below it (Linux `iommu_context_addr`, `domain_context_mapping_one`). */
export class RootContextTables {
  /** Address of the root table, for RTADDR. */
  readonly rootAddress: number;
  private readonly memory: MemoryPort;
  private readonly core: CpuCore;
  private readonly frames: FrameAllocator;
  private readonly tracer: Tracer;

  constructor(memory: MemoryPort, core: CpuCore, frames: FrameAllocator, tracer: Tracer) {
    this.memory = memory;
    this.core = core;
    this.frames = frames;
    this.tracer = tracer;
    this.rootAddress = this.newTable();
  }

  /**
   * Lets a device translate.
   * @param translationType 0 second-level, 2 pass-through. @param tableAddress top second-level table; unused by 2.
   */
  setEntry(source: SourceId, translationType: number, tableAddress: number, levels: 3 | 4, domainId: DomainId): void {
    const entry = this.entryAddress(source);
    this.core.charge(ACT['write-entry']);
    this.memory.write32(entry + 12, 0);
    this.memory.write32(entry + 8, insert(addressWidthOfLevels(levels), 23, 8, domainId));
    this.memory.write32(entry + 4, highHalf(tableAddress));
    this.memory.write32(entry, or(or(lowHalf(tableAddress), shiftLeft(translationType, 2)), CONTEXT_P));
    this.tracer.emit(EVENT['context-entry-written'], 0, entry, domainId, source);
  }

  /** Blocks a device. */
  clearEntry(source: SourceId): void {
    const entry = this.entryAddress(source);
    this.core.charge(ACT['clear-entry']);
    for (let word = 0; word < 4; word++) this.memory.write32(entry + word * 4, 0);
    this.tracer.emit(EVENT['context-entry-cleared'], 0, entry, 0, source);
  }

  /** Address of a device's context entry; the context table of its bus is made when there is none. */
  private entryAddress(source: SourceId): number {
    const rootEntry = this.rootAddress + busOf(source) * ROOT_ENTRY_SIZE;
    const low = this.memory.read32(rootEntry);
    let table = entryAddress(low, this.memory.read32(rootEntry + 4));
    if (and(low, ROOT_P) === 0) {
      table = this.newTable();
      this.core.charge(ACT['write-entry']);
      this.memory.write32(rootEntry + 4, highHalf(table));
      this.memory.write32(rootEntry, or(lowHalf(table), ROOT_P));
      this.tracer.emit(EVENT['root-entry-written'], 0, rootEntry, 0, source);
    }
    return table + devfnOf(source) * CONTEXT_ENTRY_SIZE;
  }

  private newTable(): number {
    const frame = this.frames.allocate();
    if (frame === undefined) throw new IommuDriverError('no page frame left for root and context tables');
    this.memory.writeBytes(frame, new Uint8Array(PAGE_SIZE), PAGE_SIZE);
    return frame;
  }
}
