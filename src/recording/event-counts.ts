import { invalidates } from './invalidated-range.ts';
import type { IotlbInvalidationEvent, TraceEvent, UnmapEvent } from './trace-event.ts';

/** What the kernel submitted to the invalidation queue, by what it covers. */
export interface RecordedInvalidations {
  readonly page: number;
  readonly domain: number;
  readonly global: number;
  /** Context-cache invalidations of any granularity. */
  readonly context: number;
}

/** Counts that need only the lines, one after the other. */
export class EventCounts {
  maps = 0;
  unmaps = 0;
  /** `cache_tag_flush_range_np` lines: only a kernel that sees caching mode writes them. */
  private notPresentFlushes = 0;
  private readonly invalidations = { page: 0, domain: 0, global: 0, context: 0 };
  /** The last unmap of each CPU that no invalidation of that CPU has covered yet. */
  private readonly unanswered = new Map<number, UnmapEvent>();
  private answered = 0;

  add(event: TraceEvent): void {
    switch (event.kind) {
      case 'map':
        this.maps++;
        break;
      case 'unmap':
        this.unmaps++;
        this.unanswered.set(event.cpu, event);
        break;
      case 'flush-range-np':
        this.notPresentFlushes++;
        break;
      case 'invalidation-submitted':
        if (event.descriptor === 'context') this.invalidations.context++;
        if (event.descriptor === 'iotlb') this.addInvalidation(event);
        break;
      default:
        break;
    }
  }

  get recordedInvalidations(): RecordedInvalidations {
    return { ...this.invalidations };
  }

  /**
   * `strict`: most unmaps are followed by a page-selective invalidation of theirs. `deferred`: there are invalidations
   * of whole domains or everything instead. `unknown`: the file does not show any.
   */
  get strategy(): 'strict' | 'deferred' | 'unknown' {
    if (this.unmaps === 0) return 'unknown';
    if (this.answered * 2 >= this.unmaps) return 'strict';
    return this.invalidations.domain + this.invalidations.global > 0 ? 'deferred' : 'unknown';
  }

  /** Whether maps are invalidated too; undefined when there are no maps to tell by. */
  get cachingMode(): boolean | undefined {
    if (this.maps === 0) return undefined;
    return this.notPresentFlushes > 0 || this.invalidations.page > this.unmaps + this.maps / 2;
  }

  /** 1 when the file ends (on some CPU) after a strict unmap and before its invalidation, 0 otherwise. */
  get cutAtEnd(): 0 | 1 {
    return this.strategy === 'strict' && this.unanswered.size > 0 ? 1 : 0;
  }

  private addInvalidation(event: IotlbInvalidationEvent): void {
    if (event.granularity === 'page-selective') this.invalidations.page++;
    else if (event.granularity === 'domain-selective') this.invalidations.domain++;
    else this.invalidations.global++;
    const unmap = this.unanswered.get(event.cpu);
    // A range beyond the largest address mask is invalidated by its whole domain: that answers it too.
    if (unmap === undefined || !invalidates(event, unmap.iova)) return;
    this.unanswered.delete(event.cpu);
    if (event.granularity === 'page-selective') this.answered++;
  }
}
