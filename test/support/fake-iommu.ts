import { NEVER, type Time } from '../../src/clock/time.ts';
import type { Iova, SourceId } from '../../src/bus/addresses.ts';
import type { TranslationPort } from '../../src/bus/ports.ts';
import type { DmaDirection } from '../../src/guest/dma-direction.ts';
import type { DmaMapper } from '../../src/guest/device-driver-ports.ts';
import type { TimerClient } from '../../src/guest/guest-os.ts';
import type { AttachedDevice } from '../../src/guest/iommu-driver.ts';
import type { UnmapOutcome } from '../../src/guest/mapping-outcome.ts';

/** What stands between IOVA and GPA, so that an untranslated address is noticed. */
export const FAKE_OFFSET = 0x80_0000_0000;

/**
 * The smallest IOMMU and driver in one: every page has one fixed IOVA, mapped by a permission in a table. Counts what is
 * mapped, and blocks what is not.
 */
export class FakeIommu implements TranslationPort, DmaMapper, TimerClient {
  walkReads = 0;
  /** Walk reads that each translation is said to need. */
  walkReadsEach = 0;
  readonly nextDeadline: Time = NEVER;
  /** Page number → 1 read, 2 write, 3 both. */
  readonly pages = new Map<number, number>();
  translations = 0;
  blocked = 0;
  heldUntil = 0;
  maps = 0;
  unmaps = 0;
  /** Set to make the next maps fail. */
  failing = false;
  /** Pages in the order of their unmaps, and in that of their maps; kept only when set. */
  log: { readonly kind: 'map' | 'unmap'; readonly page: number }[] | undefined = undefined;

  translate(_source: SourceId, address: Iova, isWrite: boolean): number {
    this.translations += 1;
    this.walkReads = this.walkReadsEach;
    const gpa = address - FAKE_OFFSET;
    const permission = this.pages.get(Math.floor(gpa / 4096)) ?? 0;
    if ((permission & (isWrite ? 2 : 1)) !== 0) return gpa;
    this.blocked += 1;
    return isWrite ? -5 : -6;
  }

  holdUntil(until: Time): void {
    this.heldUntil = Math.max(this.heldUntil, until);
  }

  visit(): void {}

  dmaMap(_device: AttachedDevice, gpa: number, length: number, direction: DmaDirection): Iova {
    if (this.failing) return -1 as Iova;
    this.maps += 1;
    const permission = direction === 'to-device' ? 1 : direction === 'from-device' ? 2 : 3;
    for (let page = Math.floor(gpa / 4096); page * 4096 < gpa + length; page++) {
      if (this.pages.has(page)) throw new Error(`page ${page} is mapped already`);
      this.pages.set(page, permission);
      this.log?.push({ kind: 'map', page });
    }
    return (gpa + FAKE_OFFSET) as Iova;
  }

  dmaUnmap(_device: AttachedDevice, iova: Iova, length: number): UnmapOutcome {
    this.unmaps += 1;
    const gpa = iova - FAKE_OFFSET;
    for (let page = Math.floor(gpa / 4096); page * 4096 < gpa + length; page++) {
      if (!this.pages.delete(page)) throw new Error(`page ${page} is not mapped`);
      this.log?.push({ kind: 'unmap', page });
    }
    return 'unmapped';
  }

  dmaMapList(
    device: AttachedDevice,
    gpas: ArrayLike<number>,
    lengths: ArrayLike<number>,
    count: number,
    direction: DmaDirection,
    iovas: Float64Array,
  ): number {
    if (this.failing) return -1;
    for (let i = 0; i < count; i++) iovas[i] = this.dmaMap(device, gpas[i]!, lengths[i]!, direction);
    return count;
  }

  dmaUnmapList(
    device: AttachedDevice,
    iovas: ArrayLike<number>,
    lengths: ArrayLike<number>,
    count: number,
  ): UnmapOutcome {
    for (let i = 0; i < count; i++) this.dmaUnmap(device, iovas[i]! as Iova, lengths[i]!);
    return 'unmapped';
  }
}
