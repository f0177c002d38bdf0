import { and, andNot, highHalf, lowHalf } from '../base/bits.ts';
import type { MmioPort } from '../bus/ports.ts';
import {
  CONTEXT_DEVICE,
  contextCommandHigh,
  contextCommandLow,
  invalidateAddressLow,
  IOTLB_DOMAIN,
  IOTLB_PAGES,
  iotlbCommandHigh,
} from '../spec/invalidation.ts';
import { CCMD_ICC_HIGH, EVENT_IM, GCMD_SRTP, GCMD_TE, IOTLB_IVT_HIGH } from '../spec/register-bits.ts';
import { OFFSET } from '../spec/registers.ts';

/** One command to the physical unit. */
export type PhysicalCommand =
  | { readonly kind: 'pages'; readonly domainId: number; readonly address: number; readonly addressMask: number }
  | { readonly kind: 'domain'; readonly domainId: number }
  | { readonly kind: 'device'; readonly domainId: number; readonly source: number };

/** Register writes that a command takes. */
export function writesOf(command: PhysicalCommand): number {
  return command.kind === 'pages' ? 2 : 1;
}

/** The hypervisor's driver of the physical unit: by registers, one command at a time. Charges nothing itself. */
export class PhysicalUnit {
  private readonly mmio: MmioPort;

  constructor(mmio: MmioPort) {
    this.mmio = mmio;
  }

  /** Hands over the tables, unmasks the fault event and turns translation on. The caches are empty still. */
  start(rootAddress: number): void {
    const { mmio } = this;
    mmio.write64(OFFSET.RTADDR, lowHalf(rootAddress), highHalf(rootAddress));
    mmio.write32(OFFSET.GCMD, GCMD_SRTP);
    mmio.write32(OFFSET.GCMD, GCMD_TE);
    mmio.write32(OFFSET.FECTL, andNot(mmio.read32(OFFSET.FECTL), EVENT_IM));
  }

  /** Writes the registers of a command, which is under way then. */
  begin(command: PhysicalCommand): void {
    const { mmio } = this;
    if (command.kind === 'device') {
      const { domainId, source } = command;
      mmio.write64(OFFSET.CCMD, contextCommandLow(domainId, source), contextCommandHigh(CONTEXT_DEVICE));
      return;
    }
    if (command.kind === 'pages') {
      const { address, addressMask } = command;
      mmio.write64(OFFSET.IVA, invalidateAddressLow(address, addressMask, false), highHalf(address));
    }
    const granularity = command.kind === 'pages' ? IOTLB_PAGES : IOTLB_DOMAIN;
    mmio.write64(OFFSET.IOTLB, 0, iotlbCommandHigh(granularity, command.domainId));
  }

  /** One poll: whether the command is complete. */
  isDone(command: PhysicalCommand): boolean {
    if (command.kind === 'device') return and(this.mmio.read32(OFFSET.CCMD + 4), CCMD_ICC_HIGH) === 0;
    return and(this.mmio.read32(OFFSET.IOTLB + 4), IOTLB_IVT_HIGH) === 0;
  }

  /** Reads word `index` (0 … 3) of the fault record. */
  faultRecord(index: number): number {
    return this.mmio.read32(OFFSET.FRCD + 4 * index);
  }

  /** Frees the fault record and clears what else is pending. */
  clearFaults(top: number): void {
    this.mmio.write32(OFFSET.FRCD + 12, top);
    this.mmio.write32(OFFSET.FSTS, this.mmio.read32(OFFSET.FSTS));
  }
}
