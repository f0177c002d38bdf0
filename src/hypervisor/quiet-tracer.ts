import { START } from '../clock/time.ts';
import { Tracer } from '../trace/tracer.ts';

/**
 * Hears what the emulated unit's own walks say and keeps nothing of it: only what the hypervisor chooses goes on to the
 * machine's tracer, so that counters of the physical unit count the physical unit alone.
 */
export class QuietTracer extends Tracer {
  private readonly target: Tracer | undefined;
  private readonly passed: ReadonlySet<number>;

  /** @param target hears the kinds in `passed`; without one nobody hears anything. */
  constructor(target?: Tracer, passed: readonly number[] = []) {
    super({ now: START }, 1);
    this.target = target;
    this.passed = new Set(passed);
  }

  override emit(kind: number, iova: number, value: number, domainId = 0, sourceId = 0): void {
    if (this.target !== undefined && this.passed.has(kind)) this.target.emit(kind, iova, value, domainId, sourceId);
  }
}
