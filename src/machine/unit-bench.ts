import { present } from '../base/assert.ts';
import { pageOffset } from '../base/bits.ts';
import { PAGE_SIZE, parseSourceId, type Iova } from '../bus/addresses.ts';
import { PhysicalMemory } from '../bus/physical-memory.ts';
import { START } from '../clock/time.ts';
import type { UnitConfig } from '../config/unit-config.ts';
import { isInterruptAddress } from '../spec/address.ts';
import { Tracer } from '../trace/tracer.ts';
import { RemappingUnit } from '../vtd/remapping-unit.ts';

/** An interrupt message that the unit sent. */
export interface InterruptMessage {
  readonly address: number;
  readonly data: number;
}

/** What became of the part of a transfer that lies in one page. */
export interface TransferPart {
  readonly length: number;
  readonly ok: boolean;
}

/**
 * A remapping unit on the bench: memory, the unit and nothing else, every command completing at once. For running recorded
 * programs against it and for measuring it.
 */
export class UnitBench {
  readonly memory: PhysicalMemory;
  readonly unit: RemappingUnit;
  readonly tracer = new Tracer({ now: START }, 16);
  /** Interrupts since the list was last emptied. */
  readonly messages: InterruptMessage[] = [];

  /** @param memorySize in bytes. */
  constructor(config: UnitConfig, memorySize: number) {
    this.memory = new PhysicalMemory(memorySize);
    this.unit = new RemappingUnit({
      config,
      memory: this.memory,
      tracer: this.tracer,
      interrupts: { message: (address, data) => this.messages.push({ address, data }) },
    });
  }

  /**
   * Moves `data.length` bytes by DMA, one request per page: into memory from `data` when writing, otherwise into `data`
   * from memory. A part is not ok when the unit blocked it or when it was translated to where no RAM is; the other parts
   * are moved all the same. Reads of the interrupt window give zeros.
   * @param device as `bb:dd.f`.
   */
  dma(device: string, iova: number, data: Uint8Array, isWrite: boolean): TransferPart[] {
    const source = present(parseSourceId(device), `device ${device}`);
    const parts: TransferPart[] = [];
    for (let done = 0; done < data.length;) {
      const at = iova + done;
      const length = Math.min(data.length - done, PAGE_SIZE - pageOffset(at));
      const hpa = this.unit.translate(source, at as Iova, isWrite);
      const isRam = hpa >= 0 && this.memory.contains(hpa, length);
      if (isRam && isWrite) this.memory.writeBytes(hpa, data.subarray(done, done + length), length);
      if (isRam && !isWrite) this.memory.readBytes(hpa, data.subarray(done, done + length), length);
      parts.push({ length, ok: isRam || isInterruptAddress(hpa) });
      done += length;
    }
    return parts;
  }
}
