import { extract } from '../base/bits.ts';
import type { MmioPort, Word64 } from '../bus/ports.ts';
import type { InvalidationInterface } from '../config/identifiers.ts';
import { decodeCapabilities, supportsAddressWidth, type Capabilities } from '../spec/capability.ts';
import { OFFSET } from '../spec/registers.ts';
import { addressWidthOfLevels } from '../spec/remapping-structures.ts';
import { IommuDriverError } from './driver-options.ts';

/** What the driver learned of its unit. */
export interface ProbedUnit {
  readonly capabilities: Capabilities;
  /** Depth of second-level tables that the driver will use. */
  readonly levels: 3 | 4;
}

/**
 * Reads VER, CAP and ECAP and checks that the driver can work with them (Linux `alloc_iommu`, `iommu_calculate_agaw`).
 * @throws IommuDriverError that names what is missing.
 */
export function probe(mmio: MmioPort, invalidation: InvalidationInterface, wantedLevels?: 3 | 4): ProbedUnit {
  const version = mmio.read32(OFFSET.VER);
  const cap: Word64 = { low: 0, high: 0 };
  const ecap: Word64 = { low: 0, high: 0 };
  mmio.read64(OFFSET.CAP, cap);
  mmio.read64(OFFSET.ECAP, ecap);
  const isBlank = (word: Word64): boolean => word.low === 0xffff_ffff && word.high === 0xffff_ffff;
  if (extract(version, 7, 4) === 0 || (isBlank(cap) && isBlank(ecap)))
    throw new IommuDriverError('no remapping unit answers at this address');
  const capabilities = decodeCapabilities({
    capLow: cap.low,
    capHigh: cap.high,
    ecapLow: ecap.low,
    ecapHigh: ecap.high,
  });
  if (capabilities.requiredWriteBufferFlush)
    throw new IommuDriverError('the unit wants its write buffer flushed (CAP.RWBF), which this driver does not do');
  if (invalidation === 'queued' && !capabilities.queuedInvalidation)
    throw new IommuDriverError('the unit has no invalidation queue (ECAP.QI = 0)');
  return { capabilities, levels: chooseLevels(capabilities, wantedLevels) };
}

function chooseLevels(capabilities: Capabilities, wanted: 3 | 4 | undefined): 3 | 4 {
  const has = (levels: 3 | 4): boolean => supportsAddressWidth(capabilities.sagaw, addressWidthOfLevels(levels));
  if (wanted !== undefined) {
    if (!has(wanted)) throw new IommuDriverError(`the unit cannot walk tables of ${wanted} levels (CAP.SAGAW)`);
    return wanted;
  }
  if (has(4)) return 4;
  if (has(3)) return 3;
  throw new IommuDriverError('the unit can walk neither 3 nor 4 levels (CAP.SAGAW)');
}
