import { iova, parseSourceId } from '../bus/addresses.ts';
import { ADDRESS_LIMIT } from './event-parser.ts';
import type { EventParser } from './event-parser.ts';

/**
 * Since 5.13 or so: `DMAR: [DMA Read NO_PASID] Request device [00:02.0] fault addr 0xdead0000 [fault reason 0x06] …`;
 * before: `DMAR: [DMA Read] Request device [00:02.0] PASID ffffffff fault addr dead0000 [fault reason 06] …`.
 */
const DMAR_FAULT =
  /DMAR: ?\[DMA (Read|Write)[^\]]*\] Request device \[([0-9a-f:.]+)\].*?fault addr (?:0x)?([0-9a-f]+) \[fault reason (0x)?([0-9a-f]+)\]/i;

/** `printk:console`: the kernel log inside the recording, where intel-iommu reports its faults. */
export const parseConsole: EventParser = (scanner, origin) => {
  const text = scanner.text().trimEnd();
  const match = DMAR_FAULT.exec(text);
  if (match === null) return { kind: 'other', ...origin, name: 'console' };
  const address = parseInt(match[3]!, 16);
  if (address >= ADDRESS_LIMIT) return 'fault address beyond 52 bits';
  return {
    kind: 'fault',
    ...origin,
    sourceId: parseSourceId(match[2]!),
    access: match[1]!.toLowerCase() === 'read' ? 'read' : 'write',
    iova: iova(address),
    reason: parseInt(match[5]!, match[4] === undefined ? 10 : 16),
    text,
  };
};
