import type { PhysicalCommand } from './physical-unit.ts';
import type { PinnedPages } from './pinned-pages.ts';
import type { ShadowTable } from './shadow-table.ts';

/**
 * What changing a shadow leaves to be done: first the physical unit forgets what was present, only then are page frames
 * unpinned and tables freed.
 */
export class ShadowWork {
  readonly commands: PhysicalCommand[] = [];
  private readonly frames: number[] = [];
  private readonly tables: ShadowTable[] = [];
  private wholeMaps = 0;

  /** A guest frame that a shadow entry ceased to name. */
  releaseFrame(frame: number): void {
    this.frames.push(frame);
  }

  /** A table that no context entry names any more. */
  releaseTable(table: ShadowTable): void {
    this.tables.push(table);
  }

  /** A map of the whole guest that is gone. */
  releaseWholeMap(): void {
    this.wholeMaps += 1;
  }

  /** Frames to unpin, each an act. */
  get unpins(): number {
    return this.frames.length;
  }

  /** The physical unit is done: lets go of everything. */
  finish(pins: PinnedPages): void {
    for (const frame of this.frames) pins.unpin(frame);
    for (const table of this.tables) table.destroy();
    for (; this.wholeMaps > 0; this.wholeMaps--) pins.unpinAll();
    this.frames.length = 0;
    this.tables.length = 0;
  }
}
