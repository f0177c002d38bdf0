import type { SourceId } from '../bus/addresses.ts';
import type { Time } from '../clock/time.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import { DmaBuffer } from './dma-buffer.ts';
import type { DmaEngine } from './dma-engine.ts';

const ROGUE_DMA = EVENT['rogue-dma'];

/**
 * What became of a rogue DMA: *blocked* by the unit; *leaked* through a translation that should be gone, or was never
 * granted; *allowed*, because the driver does map that address for this device and this access.
 */
export type RogueVerdict = 'blocked' | 'leaked' | 'allowed';
const VERDICT_NUMBER: Readonly<Record<RogueVerdict, number>> = { blocked: 0, leaked: 1, allowed: 2 };

/** One rogue DMA. */
export interface RogueAttempt {
  /** Who asks: a function of its own, or the source-id of another device. */
  readonly source: SourceId;
  readonly address: number;
  readonly isWrite: boolean;
  /** 4 … 4096, a multiple of 4. */
  readonly bytes: number;
  /** Whether the driver maps this address for this access now. The unit is not told. */
  readonly granted: boolean;
}

export interface RogueResult {
  readonly verdict: RogueVerdict;
  /** VT-d fault reason when blocked, otherwise 0. */
  readonly reason: number;
  /** Bytes that reached memory or the device. */
  readonly bytes: number;
  /** The first word read; 0 for writes and blocked reads. */
  readonly firstWord: number;
}

/** What a rogue write leaves in memory. */
export const ROGUE_PATTERN = 0xbad0_bad0;

/** A device that does as it is told, whatever the driver allows. The verdict comes from DMA through the unit. */
export class Rogue {
  private readonly dma: DmaEngine;
  private readonly tracer: Tracer;
  private readonly buffer = new DmaBuffer(4096);

  constructor(dma: DmaEngine, tracer: Tracer) {
    this.dma = dma;
    this.tracer = tracer;
  }

  /** Does one DMA and says what became of it. */
  attempt(what: RogueAttempt, now: Time): RogueResult {
    const { source, address, isWrite, bytes, granted } = what;
    this.buffer.words.fill(isWrite ? ROGUE_PATTERN : 0);
    const moved = isWrite
      ? this.dma.write(source, address, this.buffer, bytes, now)
      : this.dma.read(source, address, this.buffer, bytes, now);
    const passed: RogueVerdict = granted ? 'allowed' : 'leaked';
    const verdict = moved ? passed : 'blocked';
    this.tracer.emit(ROGUE_DMA, address, VERDICT_NUMBER[verdict], 0, source);
    return {
      verdict,
      reason: this.dma.fault,
      bytes: moved ? bytes : 0,
      firstWord: moved && !isWrite ? this.buffer.words[0]! : 0,
    };
  }
}
