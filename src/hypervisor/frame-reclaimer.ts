import type { GuestMemory } from './guest-memory.ts';
import type { PinnedPages } from './pinned-pages.ts';

/**
 * Takes page frames away from a guest while the host is short of memory: never pinned ones, first those never used, then
 * in the manner of a clock those not used since it last came by.
 */
export class FrameReclaimer {
  /** Share of the unpinned frames that is to be reclaimed, per cent. */
  pressure = 0;
  private readonly memory: GuestMemory;
  private readonly pins: PinnedPages;
  private hand = 0;

  constructor(memory: GuestMemory, pins: PinnedPages) {
    this.memory = memory;
    this.pins = pins;
  }

  /** Goes round once and reclaims up to the share. Pages that are needed come back by themselves. */
  sweep(): void {
    const { memory, pins } = this;
    if (this.pressure === 0 || !memory.isReclaimable) return;
    const wanted = Math.floor(((memory.frames - pins.pinned) * this.pressure) / 100);
    if (memory.reclaimed === 0) this.goRound(wanted, (frame) => memory.isBlank(frame));
    this.goRound(wanted, (frame) => !memory.takeRecent(frame));
  }

  private goRound(wanted: number, mayGo: (frame: number) => boolean): void {
    const { memory, pins } = this;
    const { frames } = memory;
    for (let steps = 0; steps < frames && memory.reclaimed < wanted;) {
      const frame = this.hand;
      const passed = Math.min(memory.reclaimedFrom(frame), frames - steps);
      const taken = passed === 0 ? 1 : passed;
      steps += taken;
      this.hand = frame + taken === frames ? 0 : frame + taken;
      if (passed > 0) continue;
      if (memory.isReclaimed(frame) || pins.countOf(frame) > 0) continue;
      if (mayGo(frame)) memory.reclaim(frame);
    }
  }
}
