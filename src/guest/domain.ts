import type { DomainId } from '../bus/addresses.ts';

/** An address space for devices. */
export interface Domain {
  readonly id: DomainId;
}
