import { PS_PER_MS, PS_PER_S, type Time } from '../clock/time.ts';
import type { CpuCore } from '../clock/cpu-core.ts';

/** Span between two samples: 0.25 ms of simulated time. */
export const SAMPLE_SPAN = PS_PER_MS / 4;
/** Samples of the longest window: 20 ms, two periods of a 10 ms flush, so that the rate is steady across drains. */
const WINDOW_SAMPLES = 80;
/** Samples of the sparkline. */
const HISTORY_SAMPLES = 240;
/** Samples kept: window and history. */
const KEPT = 256;

/** Counters that a sample holds, all since the start. */
export interface Totals {
  /** Picoseconds during which the wire carried bits. */
  wireBusy: number;
  /** Ethernet frames or block requests that were completed. */
  frames: number;
  /** Exits of the guest by register accesses. */
  vmExits: number;
  /** Picoseconds that the sidecore served. */
  sidecoreBusy: number;
  /** `wireBusy` of every guest, the first one's included. */
  guests: readonly number[];
}

/** An average over the window. */
export interface Rates {
  /** Share of the time the wire was busy, 0 … 1. */
  readonly wireShare: number;
  readonly framesPerSecond: number;
  /** Picoseconds of the core by ledger row per frame; of the whole window when there was no frame. */
  readonly ledgerPerFrame: Float64Array;
  /** Share of the core's time that was not idle, 0 … 1. */
  readonly coreShare: number;
  readonly exitsPerFrame: number;
  /** Share of the sidecore's time that it served, 0 … 1. */
  readonly sidecoreShare: number;
  /** `wireShare` of every guest. */
  readonly guestShares: Float64Array;
  /** Length of the window, ps; 0 before the first sample. */
  readonly span: number;
}

/** Rates before anything was sampled. */
const NOTHING = { wireShare: 0, framesPerSecond: 0, coreShare: 0, exitsPerFrame: 0, sidecoreShare: 0, span: 0 };

/**
 * Averages over the latest 20 ms of simulated time, or over the time since a setting was changed when that is less, from
 * samples of counters that never go back. It reads and never acts, so it cannot alter a run.
 */
export class ThroughputMeter {
  private readonly core: CpuCore;
  private readonly rows: number;
  private readonly times = new Float64Array(KEPT);
  private readonly wireBusy = new Float64Array(KEPT);
  private readonly frames = new Float64Array(KEPT);
  private readonly vmExits = new Float64Array(KEPT);
  private readonly sidecoreBusy = new Float64Array(KEPT);
  private readonly ledgers: Float64Array;
  private readonly guests: number;
  private readonly guestBusy: Float64Array;
  /** Samples so far; sample n stands at n modulo KEPT. */
  private count = 0;
  /** First sample that the window may use. */
  private epoch = 0;

  constructor(core: CpuCore, guests = 1) {
    this.core = core;
    this.guests = guests;
    this.guestBusy = new Float64Array(KEPT * guests);
    this.rows = core.ledger.length;
    this.ledgers = new Float64Array(KEPT * this.rows);
  }

  /** Takes the regular sample. */
  sample(now: Time, totals: Totals): void {
    const at = this.count % KEPT;
    this.times[at] = now;
    this.wireBusy[at] = totals.wireBusy;
    this.frames[at] = totals.frames;
    this.vmExits[at] = totals.vmExits;
    this.sidecoreBusy[at] = totals.sidecoreBusy;
    this.guestBusy.set(totals.guests, at * this.guests);
    this.ledgers.set(this.core.ledger, at * this.rows);
    this.count += 1;
  }

  /** A setting changed: what was before says nothing about what comes. */
  startAnew(now: Time, totals: Totals): void {
    this.sample(now, totals);
    this.epoch = this.count - 1;
  }

  /** The averages up to now. */
  rates(now: Time, totals: Totals): Rates {
    const first = Math.max(this.epoch, this.count - WINDOW_SAMPLES, this.count - KEPT + 1, 0);
    const ledgerPerFrame = new Float64Array(this.rows);
    const from = first % KEPT;
    const span = now - (this.count === 0 ? now : this.times[from]!);
    const guestShares = new Float64Array(this.guests);
    if (span <= 0) return { ...NOTHING, ledgerPerFrame, guestShares };
    totals.guests.forEach((busy, guest) => {
      guestShares[guest] = Math.min(1, (busy - this.guestBusy[from * this.guests + guest]!) / span);
    });
    const frames = totals.frames - this.frames[from]!;
    let spent = 0;
    for (let row = 0; row < this.rows; row++) {
      const change = this.core.ledger[row]! - this.ledgers[from * this.rows + row]!;
      ledgerPerFrame[row] = frames > 0 ? change / frames : change;
      spent += change;
    }
    const idle = ledgerPerFrame[this.rows - 1]! * Math.max(frames, 1);
    return {
      wireShare: Math.min(1, (totals.wireBusy - this.wireBusy[from]!) / span),
      framesPerSecond: (frames * PS_PER_S) / span,
      ledgerPerFrame,
      coreShare: spent > 0 ? 1 - idle / spent : 0,
      exitsPerFrame: frames > 0 ? (totals.vmExits - this.vmExits[from]!) / frames : 0,
      sidecoreShare: Math.min(1, (totals.sidecoreBusy - this.sidecoreBusy[from]!) / span),
      guestShares,
      span,
    };
  }

  /** Share of each sample span that the wire was busy, oldest first. */
  history(): Float64Array {
    const count = Math.max(0, Math.min(HISTORY_SAMPLES, this.count - 1, KEPT - 1));
    const shares = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const to = (this.count - count + i) % KEPT;
      const from = (this.count - count + i - 1 + KEPT) % KEPT;
      const span = this.times[to]! - this.times[from]!;
      // Another workload may count another direction of the wire: between the two samples nothing can be said.
      const busy = Math.max(0, this.wireBusy[to]! - this.wireBusy[from]!);
      shares[i] = span > 0 ? Math.min(1, busy / span) : 0;
    }
    return shares;
  }
}
