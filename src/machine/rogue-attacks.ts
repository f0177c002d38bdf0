import { assertNever } from '../base/assert.ts';
import { pageBase, pageNumber } from '../base/bits.ts';
import type { SourceId } from '../bus/addresses.ts';
import { PAGE_SIZE } from '../bus/addresses.ts';
import type { Scheduler } from '../clock/scheduler.ts';
import type { Rogue } from '../device/rogue.ts';
import type { RogueTarget } from '../protocol/commands.ts';
import type { RogueVerdict } from '../protocol/reports.ts';
import { OFFSET } from '../spec/registers.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Observed } from './snapshotter.ts';

/** Bytes of one attack: a cache line. */
const BYTES = 64;
/** Pages unmapped lately that are remembered, newest last. */
const REMEMBERED = 256;
/** An IOVA that no driver here maps: allocators go down from 4 GiB. */
const NEVER_MAPPED = 0x1000_0000;

interface Unmapped {
  readonly iova: number;
  readonly domainId: number;
  readonly at: number;
}

/** Chooses the address of each kind of attack from what the machine did last, and has the rogue device try it. */
export class RogueAttacks {
  private readonly observed: Observed;
  private readonly rogue: Rogue;
  private readonly scheduler: Scheduler;
  private readonly source: SourceId;
  private readonly unmapped: Unmapped[] = [];

  /** @param source whose source-id the rogue device borrows. */
  constructor(observed: Observed, rogue: Rogue, source: SourceId, scheduler: Scheduler) {
    this.observed = observed;
    this.source = source;
    this.rogue = rogue;
    this.scheduler = scheduler;
    observed.tracer.listen(EVENT['iova-unmapped'], (iova, _bytes, domainId) => {
      this.unmapped.push({ iova: pageBase(iova), domainId, at: scheduler.now });
      if (this.unmapped.length > REMEMBERED) this.unmapped.splice(0, REMEMBERED / 2);
    });
  }

  /** One DMA. The verdict comes from the unit. */
  attempt(target: RogueTarget): RogueVerdict {
    switch (target) {
      case 'never-mapped':
        return this.attack(target, NEVER_MAPPED, false, -1, 'an address that no driver ever mapped');
      case 'just-unmapped':
        return this.attackUnmapped();
      case 'read-only':
        return this.attackReadOnly();
      case 'other-guest':
        return this.attackForeign();
      default:
        return assertNever(target, 'target');
    }
  }

  /** The device cannot name an HPA: what it puts on the bus is translated, so it tries the number as an address. */
  private attackForeign(): RogueVerdict {
    const { hypervised, isMapped } = this.observed;
    if (hypervised === undefined) return this.impossible('other-guest', 'there is no other guest on bare metal');
    const domainId = this.observed.domainOf(this.source);
    let address = hypervised.foreign;
    while (isMapped(domainId, address)) address += PAGE_SIZE;
    return this.attack('other-guest', address, false, -1, hypervised.foreignOwner);
  }

  private attackUnmapped(): RogueVerdict {
    const { isMapped, exposure } = this.observed;
    const domainId = this.observed.domainOf(this.source);
    // The latest page that is not in use again: either nothing maps it, or it only awaits teardown.
    for (let i = this.unmapped.length - 1; i >= 0; i--) {
      const page = this.unmapped[i]!;
      if (page.domainId !== domainId) continue;
      const waiting = exposure.isReachableUnmapped(domainId, pageNumber(page.iova));
      if (waiting || !isMapped(domainId, page.iova)) {
        const since = this.scheduler.now - page.at;
        return this.attack('just-unmapped', page.iova, false, since, 'the page the driver unmapped last');
      }
    }
    return this.impossible('just-unmapped', 'the driver has not unmapped anything yet');
  }

  private attackReadOnly(): RogueVerdict {
    const page = this.observed.driver.views.findReadOnly(this.observed.domainOf(this.source));
    if (page < 0) return this.impossible('read-only', 'no read-only buffer is mapped at the moment');
    return this.attack('read-only', page * PAGE_SIZE, true, -1, 'a write to a buffer mapped for reading');
  }

  private attack(target: RogueTarget, iova: number, isWrite: boolean, sinceUnmap: number, note: string): RogueVerdict {
    const { unit } = this.observed;
    const attempt = { source: this.source, address: iova, isWrite, bytes: BYTES, granted: false };
    const { verdict, reason, bytes } = this.rogue.attempt(attempt, this.scheduler.now);
    const record = (word: number): number => unit.registers.read(OFFSET.FRCD + word * 4);
    const faultRecord = [record(0), record(1), record(2), record(3)] as const;
    return { target, verdict, iova, isWrite, reason, bytes, sinceUnmap, faultRecord, note };
  }

  private impossible(target: RogueTarget, note: string): RogueVerdict {
    const faultRecord = [0, 0, 0, 0] as const;
    return {
      target,
      verdict: 'impossible',
      iova: 0,
      isWrite: false,
      reason: 0,
      bytes: 0,
      sinceUnmap: -1,
      faultRecord,
      note,
    };
  }
}
