import { assert, present } from '../base/assert.ts';
import { highHalf, lowHalf } from '../base/bits.ts';
import { PAGE_SIZE, type Iova } from '../bus/addresses.ts';
import { PRP_BYTES } from '../bus/nvme-interface.ts';
import type { MemoryPort } from '../bus/ports.ts';
import type { BlockBuffers } from './block-buffers.ts';
import type { DeviceDriverPorts } from './device-driver-ports.ts';
import { LongLivedBuffer } from './long-lived-buffer.ts';
import { isMapFailure, NO_IOVA } from './mapping-outcome.ts';

/** Block requests in flight: a slot each, with its pages, their mapping and (from three pages on) a page for its PRP list. */
export class PendingRequests {
  private readonly ports: DeviceDriverPorts;
  private readonly pagesEach: number;
  private readonly pages: Float64Array[] = [];
  private readonly iovas: Float64Array[] = [];
  private readonly lists: LongLivedBuffer[] = [];
  private readonly firstBlocks: Float64Array;
  private readonly buffers: (BlockBuffers | undefined)[] = [];
  /** Bytes of each page of a request, for the mapping calls. */
  private readonly lengths: Float64Array;
  private readonly free: number[] = [];

  constructor(ports: DeviceDriverPorts, depth: number, pagesEach: number) {
    assert(depth >= 1 && depth <= 255 && pagesEach >= 1, 'a queue depth of 1 to 255');
    this.ports = ports;
    this.pagesEach = pagesEach;
    this.firstBlocks = new Float64Array(depth);
    this.lengths = new Float64Array(pagesEach).fill(PAGE_SIZE);
    for (let slot = 0; slot < depth; slot++) {
      this.pages.push(new Float64Array(pagesEach));
      this.iovas.push(new Float64Array(pagesEach));
      this.buffers.push(undefined);
      this.free.push(depth - 1 - slot);
      if (pagesEach > 2) this.lists.push(new LongLivedBuffer(ports, PAGE_SIZE));
    }
  }

  get outstanding(): number {
    return this.pages.length - this.free.length;
  }

  get isFull(): boolean {
    return this.free.length === 0;
  }

  mapLists(): void {
    for (const list of this.lists) list.map();
  }

  unmapLists(): void {
    for (const list of this.lists) list.unmap();
  }

  /** Takes pages for a request and maps them. @returns its slot, or a failure of `mapping-outcome.ts`. */
  begin(buffers: BlockBuffers, firstBlock: number): number {
    const { iommu, device, core } = this.ports;
    const slot = this.free[this.free.length - 1]!;
    const pages = this.pages[slot]!;
    if (!buffers.take(pages, core.now)) return NO_IOVA;
    const answer = iommu.dmaMapList(device, pages, this.lengths, this.pagesEach, 'from-device', this.iovas[slot]!);
    if (isMapFailure(answer)) {
      buffers.giveBack(pages, core.now);
      return answer;
    }
    this.free.length -= 1;
    this.buffers[slot] = buffers;
    this.firstBlocks[slot] = firstBlock;
    return slot;
  }

  /** Unmaps a request's pages and gives them back. */
  end(slot: number): void {
    const { iommu, device, core } = this.ports;
    const buffers = present(this.buffers[slot], 'a request in flight');
    iommu.dmaUnmapList(device, this.iovas[slot]!, this.lengths, this.pagesEach);
    buffers.giveBack(this.pages[slot]!, core.now);
    this.buffers[slot] = undefined;
    this.free.push(slot);
  }

  releaseAll(): void {
    for (let slot = 0; slot < this.buffers.length; slot++) if (this.buffers[slot] !== undefined) this.end(slot);
  }

  iovaOf(slot: number, page: number): Iova {
    return this.iovas[slot]![page]! as Iova;
  }

  /** Writes the IOVAs of all pages but the first to the slot's list. @returns the list's own IOVA. */
  writeList(slot: number): Iova {
    const list = present(this.lists[slot], 'a PRP list');
    const iovas = this.iovas[slot]!;
    for (let i = 1; i < this.pagesEach; i++) {
      const at = list.gpa + (i - 1) * PRP_BYTES;
      this.ports.memory.write32(at, lowHalf(iovas[i]!));
      this.ports.memory.write32(at + 4, highHalf(iovas[i]!));
    }
    return list.iova as Iova;
  }

  /** How many pages of a request do not begin with the number of the block that was asked for. */
  mismatches(slot: number, memory: MemoryPort): number {
    let count = 0;
    for (let i = 0; i < this.pagesEach; i++) {
      if (memory.read32(this.pages[slot]![i]!) !== lowHalf(this.firstBlocks[slot]! + i)) count += 1;
    }
    return count;
  }
}
