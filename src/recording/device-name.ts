import { parseSourceId } from '../bus/addresses.ts';
import type { SourceId } from '../bus/addresses.ts';

/** A device as the kernel prints it. */
export interface DeviceName {
  /** `0000:00:01.0`, or a name of another bus. */
  readonly device: string;
  /** Undefined when it is not a PCI function. The PCI segment (`0000:`) is dropped: a source-id does not hold it. */
  readonly sourceId: SourceId | undefined;
}

/** Splits a printed device name. */
export function deviceName(text: string): DeviceName {
  // Segments of virtual root ports have five digits ("10000:e1:00.0").
  return { device: text, sourceId: parseSourceId(text.replace(/^[0-9a-f]{4,8}:(?=[0-9a-f]{2}:)/i, '')) };
}
