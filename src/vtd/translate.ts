import { and, highHalf, lowHalf } from '../base/bits.ts';
import type { SourceId } from '../bus/addresses.ts';
import { isInterruptAddress, levelSize } from '../spec/address.ts';
import { FAULT } from '../spec/fault-reasons.ts';
import { GSTS_TES } from '../spec/register-bits.ts';
import { OFFSET } from '../spec/registers.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { ContextCache } from './context-cache.ts';
import type { ContextLookup } from './context-lookup.ts';
import type { FaultRecording } from './fault-recording.ts';
import { MAY_READ, MAY_WRITE, type Iotlb } from './iotlb.ts';
import type { PageWalk } from './page-walk.ts';
import type { RegisterFile } from './register-file.ts';

const IOTLB_HIT = EVENT['iotlb-hit'];
const IOTLB_MISS = EVENT['iotlb-miss'];
const WALK_FAULTED = EVENT['walk-faulted'];
const BEYOND_WIDTH = FAULT['beyond-address-width'];
const WRITE_DENIED = FAULT['write-denied'];
const READ_DENIED = FAULT['read-denied'];
const GSTS = OFFSET.GSTS;

/** What a translator works with. */
export interface TranslatorParts {
  readonly registers: RegisterFile;
  readonly contexts: ContextCache;
  readonly lookup: ContextLookup;
  readonly iotlb: Iotlb;
  readonly walk: PageWalk;
  readonly faults: FaultRecording;
  readonly tracer: Tracer;
}

/** The path of a request through the unit (section 3.4): context, address width, IOTLB or walk, permission. */
export class Translator {
  /** Memory reads of the latest translation. */
  walkReads = 0;
  private readonly registers: RegisterFile;
  private readonly contexts: ContextCache;
  private readonly lookup: ContextLookup;
  private readonly iotlb: Iotlb;
  private readonly walk: PageWalk;
  private readonly faults: FaultRecording;
  private readonly tracer: Tracer;

  constructor(parts: TranslatorParts) {
    this.registers = parts.registers;
    this.contexts = parts.contexts;
    this.lookup = parts.lookup;
    this.iotlb = parts.iotlb;
    this.walk = parts.walk;
    this.faults = parts.faults;
    this.tracer = parts.tracer;
  }

  /** See TranslationPort. An IOTLB hit of the device that was translated last stays in this function. */
  translate(source: SourceId, iova: number, isWrite: boolean): number {
    this.walkReads = 0;
    if (!this.registers.has(GSTS, GSTS_TES)) return iova;
    const contexts = this.contexts;
    const context = contexts.latest;
    if (contexts.source[context] !== source) return this.translateThroughContext(source, iova, isWrite);
    if (iova >= contexts.limit[context]! || isInterruptAddress(iova)) return this.unmappable(context, iova, isWrite);
    const iotlb = this.iotlb;
    const low = lowHalf(iova);
    const domainId = contexts.domain[context]!;
    const slot = iotlb.find(low, highHalf(iova), domainId);
    if (slot < 0) return this.translateByWalk(context, iova, isWrite);
    if (and(iotlb.permissions[slot]!, isWrite ? MAY_WRITE : MAY_READ) === 0) {
      return this.block(context, iova, isWrite, isWrite ? WRITE_DENIED : READ_DENIED);
    }
    iotlb.touch(slot);
    const address = iotlb.frame[slot]! + and(low, iotlb.offsetMask[slot]!);
    this.tracer.emit(IOTLB_HIT, iova, address, domainId, source);
    return address;
  }

  /** What the IOTLB would answer: the HPA, or undefined. Changes nothing. */
  peek(source: SourceId, iova: number): number | undefined {
    if (!this.registers.has(GSTS, GSTS_TES) || isInterruptAddress(iova)) return undefined;
    const context = this.contexts.find(source);
    if (context >= 0 && iova >= this.contexts.limit[context]!) return undefined;
    const domainId = context >= 0 ? this.contexts.domain[context]! : this.lookup.peekDomain(source);
    const slot = domainId < 0 ? -1 : this.iotlb.find(lowHalf(iova), highHalf(iova), domainId);
    return slot < 0 ? undefined : this.iotlb.frame[slot]! + and(lowHalf(iova), this.iotlb.offsetMask[slot]!);
  }

  /** The device is not the one of the latest translation: finds its context, then goes on as above. */
  private translateThroughContext(source: SourceId, iova: number, isWrite: boolean): number {
    if (isInterruptAddress(iova)) return iova;
    let context = this.contexts.find(source);
    if (context >= 0) {
      this.contexts.touch(context);
      return this.translate(source, iova, isWrite);
    }
    context = this.lookup.read(source, iova);
    const reads = this.lookup.reads;
    if (context < 0) {
      this.walkReads = reads;
      return this.refuse(source, 0, iova, isWrite, -context, this.lookup.isSilenced);
    }
    this.contexts.latest = context;
    const result = this.translate(source, iova, isWrite);
    this.walkReads += reads;
    this.contexts.release();
    return result;
  }

  /**
   * No table maps this address: pass-through and the interrupt window (section 3.14) yield the address itself, any other is
   * beyond the width of the table.
   */
  private unmappable(context: number, iova: number, isWrite: boolean): number {
    if (this.contexts.levels[context] === 0 || isInterruptAddress(iova)) return iova;
    return this.block(context, iova, isWrite, BEYOND_WIDTH);
  }

  private translateByWalk(context: number, iova: number, isWrite: boolean): number {
    const contexts = this.contexts;
    const domainId = contexts.domain[context]!;
    const source = contexts.source[context]!;
    const walk = this.walk;
    this.tracer.emit(IOTLB_MISS, iova, 0, domainId, source);
    const need = isWrite ? MAY_WRITE : MAY_READ;
    const reason = walk.walk(contexts.table[context]!, contexts.levels[context]!, iova, need, domainId, source);
    this.walkReads = walk.reads;
    if (reason !== 0) return this.block(context, iova, isWrite, reason);
    const low = lowHalf(iova);
    if (this.iotlb.ways > 0) this.iotlb.fill(low, highHalf(iova), domainId, walk.level, walk.frame, walk.permissions);
    return walk.frame + and(low, levelSize(walk.level) - 1);
  }

  private block(context: number, iova: number, isWrite: boolean, reason: number): number {
    const contexts = this.contexts;
    const isSilenced = contexts.faultsSilenced[context] !== 0;
    const source = contexts.source[context]!;
    return this.refuse(source, contexts.domain[context]!, iova, isWrite, reason, isSilenced);
  }

  private refuse(
    source: number,
    domainId: number,
    iova: number,
    isWrite: boolean,
    reason: number,
    isSilenced: boolean,
  ): number {
    this.tracer.emit(WALK_FAULTED, iova, reason, domainId, source);
    if (!isSilenced) this.faults.record(source, iova, isWrite, reason);
    return -reason;
  }
}
