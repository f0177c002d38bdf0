import { highHalf } from '../base/bits.ts';
import type { DomainId, SourceId } from '../bus/addresses.ts';
import type { Capabilities } from '../spec/capability.ts';
import {
  contextCommandHigh,
  contextCommandLow,
  invalidateAddressLow,
  IOTLB_PAGES,
  iotlbCommandHigh,
  iotlbPerformed,
} from '../spec/invalidation.ts';
import { CCMD_ICC_HIGH, IOTLB_IVT_HIGH } from '../spec/register-bits.ts';
import { OFFSET } from '../spec/registers.ts';
import { IommuDriverError } from './driver-options.ts';
import type { InvalidationRequester } from './invalidation-requester.ts';
import type { UnitRegisters } from './unit-registers.ts';

/**
 * Invalidation by registers (Linux 2.6.36 `__iommu_flush_iotlb`, `__iommu_flush_context`): write IVA, write IOTLB with
 * IVT set, read until IVT is clear. Every request is complete when it returns.
 */
export class RegisterInvalidation implements InvalidationRequester {
  readonly canPost = false;
  private readonly registers: UnitRegisters;
  private readonly addressOffset: number;
  private readonly iotlbOffset: number;

  constructor(registers: UnitRegisters, capabilities: Capabilities) {
    this.registers = registers;
    this.addressOffset = capabilities.invalidateAddressOffset;
    this.iotlbOffset = capabilities.iotlbOffset;
  }

  invalidateContext(granularity: number, domainId: DomainId | 0, sourceId: SourceId | 0): void {
    this.registers.write64(OFFSET.CCMD, contextCommandLow(domainId, sourceId), contextCommandHigh(granularity));
    this.registers.waitFor(OFFSET.CCMD + 4, CCMD_ICC_HIGH, false, 'context-cache invalidation');
  }

  request(granularity: number, domainId: DomainId | 0, iova: number, addressMask: number, leafOnly: boolean): void {
    if (granularity === IOTLB_PAGES)
      this.registers.write64(this.addressOffset, invalidateAddressLow(iova, addressMask, leafOnly), highHalf(iova));
    this.registers.write64(this.iotlbOffset, 0, iotlbCommandHigh(granularity, domainId));
    const answer = this.registers.waitFor(this.iotlbOffset + 4, IOTLB_IVT_HIGH, false, 'IOTLB invalidation');
    if (iotlbPerformed(answer) === 0) throw new IommuDriverError('the unit refused an IOTLB invalidation (IAIG = 0)');
  }

  wait(): void {}

  post(): number {
    return 0;
  }

  isComplete(_ticket: number): boolean {
    return true;
  }
}
