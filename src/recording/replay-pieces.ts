import type { SourceId } from '../bus/addresses.ts';
import { doubles, words } from './growable-column.ts';

/** Instead of the number of an operation or a piece. */
export const NONE = 0xffff_ffff;

/**
 * The pieces that recorded mappings are replayed as, in columns. A piece is what begins with one recorded mapping call and
 * ends with one recorded unmap: nearly always all of a call, part of it when unmaps end it piecemeal.
 */
export class ReplayPieces {
  /** First page of the recorded IOVA, and how many pages. */
  readonly firstPage = doubles();
  readonly pages = doubles();
  readonly source = words();
  /** Operation that maps it; NONE: mapped before the recording began. */
  readonly mapOperation = words();
  /** Operation that ends it; NONE: still mapped at the end. */
  readonly endOperation = words();
  /** The next piece that the same operation maps, and ends. */
  private readonly nextMapped = words();
  private readonly nextEnded = words();
  /** By operation: the first piece that it maps (or, of a stale access, uses), and ends. */
  private readonly mapped: Uint32Array;
  private readonly ended: Uint32Array;

  constructor(operations: number) {
    this.mapped = new Uint32Array(operations).fill(NONE);
    this.ended = new Uint32Array(operations).fill(NONE);
  }

  get length(): number {
    return this.source.length;
  }

  /** Adds a piece. @param mapOperation NONE for one from before the recording. */
  add(mapOperation: number, source: SourceId, firstPage: number, pages: number): number {
    const piece = this.length;
    this.firstPage.push(firstPage);
    this.pages.push(pages);
    this.source.push(source);
    this.mapOperation.push(mapOperation);
    this.endOperation.push(NONE);
    this.nextMapped.push(mapOperation === NONE ? NONE : this.mapped[mapOperation]!);
    this.nextEnded.push(NONE);
    if (mapOperation !== NONE) this.mapped[mapOperation] = piece;
    return piece;
  }

  /** Cuts a piece down to a part of itself. */
  cut(piece: number, firstPage: number, pages: number): void {
    this.firstPage.values[piece] = firstPage;
    this.pages.values[piece] = pages;
  }

  /** Says which operation ends a piece. */
  end(piece: number, operation: number): void {
    this.endOperation.values[piece] = operation;
    this.nextEnded.values[piece] = this.ended[operation]!;
    this.ended[operation] = piece;
  }

  /** Says which piece a stale access means. */
  aim(operation: number, piece: number): void {
    this.mapped[operation] = piece;
  }

  /** The piece that a stale access means; NONE when its address was never mapped. */
  targetOf(operation: number): number {
    return this.mapped[operation]!;
  }

  /** The pieces that an operation maps, lowest address first. */
  mappedBy(operation: number): number[] {
    return this.chain(this.mapped[operation]!, this.nextMapped.values);
  }

  /** The pieces that an operation ends, lowest address first. */
  endedBy(operation: number): number[] {
    return this.chain(this.ended[operation]!, this.nextEnded.values);
  }

  private chain(first: number, next: Uint32Array): number[] {
    const pieces: number[] = [];
    for (let piece = first; piece !== NONE; piece = next[piece]!) pieces.push(piece);
    const start = this.firstPage.values;
    return pieces.length < 2 ? pieces : pieces.sort((a, b) => start[a]! - start[b]!);
  }
}
