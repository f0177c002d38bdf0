import { and } from '../base/bits.ts';
import { GCMD_QIE, GCMD_SRTP, GCMD_TE, GSTS_QIES, GSTS_RTPS, GSTS_TES } from '../spec/register-bits.ts';
import { OFFSET } from '../spec/registers.ts';
import type { ContextLookup } from './context-lookup.ts';
import type { FaultRecording } from './fault-recording.ts';
import type { InterruptEvent } from './interrupt-event.ts';
import type { CacheInvalidation } from './invalidate.ts';
import type { InvalidationQueue } from './invalidation-queue.ts';
import type { RegisterFile } from './register-file.ts';
import type { RegisterInvalidation } from './register-invalidation.ts';

/** What a write to a register sets in motion, once it is stored; `value` is what software wrote. */
export type WriteHandler = (value: number) => void;

/** What the handlers act upon. */
export interface CommandParts {
  readonly registers: RegisterFile;
  readonly lookup: ContextLookup;
  readonly caches: CacheInvalidation;
  readonly registerInvalidation: RegisterInvalidation;
  readonly queue: InvalidationQueue;
  readonly faults: FaultRecording;
  readonly faultEvent: InterruptEvent;
  readonly completionEvent: InterruptEvent;
}

/** The handlers by offset / 4. A 64-bit command acts when the half with its command bit is written. */
export function commandHandlers(parts: CommandParts): readonly (WriteHandler | undefined)[] {
  const handlers: (WriteHandler | undefined)[] = [];
  const on = (offset: number, handler: WriteHandler): void => {
    handlers[offset / 4] = handler;
  };
  on(OFFSET.GCMD, (value) => onGlobalCommand(parts, value));
  on(OFFSET.CCMD + 4, () => parts.registerInvalidation.contextCommandWritten());
  on(OFFSET.IOTLB + 4, () => parts.registerInvalidation.iotlbCommandWritten());
  on(OFFSET.IQT, () => parts.queue.kick());
  on(OFFSET.FECTL, () => parts.faultEvent.controlWritten());
  on(OFFSET.IECTL, () => parts.completionEvent.controlWritten());
  on(OFFSET.FRCD + 12, () => parts.faults.recordWritten());
  on(OFFSET.FSTS, () => {
    parts.faults.statusWritten();
    parts.queue.kick();
  });
  on(OFFSET.ICS, (value) => {
    if (value % 2 === 1) parts.completionEvent.forget();
  });
  return Array.from(handlers);
}

/**
 * GCMD (section 10.4.4): the level bits TE and QIE are compared with what GSTS says, SRTP acts each time it is written.
 * Commands of features this unit lacks do nothing.
 */
function onGlobalCommand(parts: CommandParts, value: number): void {
  const { registers, caches, queue } = parts;
  if (and(value, GCMD_SRTP) !== 0) {
    parts.lookup.rootTable[0] = registers.get(OFFSET.RTADDR);
    parts.lookup.rootTable[1] = registers.get(OFFSET.RTADDR + 4);
    registers.setBits(OFFSET.GSTS, GSTS_RTPS);
    caches.dropAll();
  }
  const isOn = and(value, GCMD_TE) !== 0;
  if (isOn !== registers.has(OFFSET.GSTS, GSTS_TES)) {
    if (isOn) registers.setBits(OFFSET.GSTS, GSTS_TES);
    else registers.clearBits(OFFSET.GSTS, GSTS_TES);
    caches.dropAll();
  }
  const isQueued = and(value, GCMD_QIE) !== 0;
  if (isQueued !== registers.has(OFFSET.GSTS, GSTS_QIES)) {
    // Writes to IQA have no effect while the queue is in use.
    registers.lock64(OFFSET.IQA, isQueued);
    queue.enable(isQueued);
  }
}
