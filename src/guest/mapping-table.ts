import { allows } from './dma-direction.ts';
import { hashOf, MappingIndex } from './mapping-index.ts';
import type { MappingNumber } from './mapping-strategy.ts';

/** Where a mapping object is in its life. */
export const MAPPING_STATE = {
  /** No mapping object. */
  free: 0,
  /** In use by the device's driver. */
  live: 1,
  /** Unmapped by the driver, entries untouched (optimistic). */
  awaitingTeardown: 2,
  /** Entries cleared, waiting for the next flush (deferred). */
  awaitingFlush: 3,
  /** Entries cleared, invalidation posted (async). */
  awaitingCompletion: 4,
} as const;

/** Instead of a page frame number: the pages of a scatter list, which are not in a row. */
export const SCATTERED = -1;

const NONE = -1;
const INITIAL = 1024;

/**
 * All mapping objects of a driver, as columns of typed arrays indexed by mapping number: no object is allocated per
 * mapping. A freed number is used again, latest first. Two indexes find a mapping by its IOVA and by its page frames.
 *
 * Columns are replaced when they grow: read them through the table, never keep one.
 */
export class MappingTable {
  /** MAPPING_STATE. */
  state = new Uint8Array(INITIAL);
  /** Domain slot: index into the driver's list of domains. */
  domain = new Uint16Array(INITIAL);
  /** First IOVA page number, first page frame number (or SCATTERED), and how many pages. */
  iovaPage = new Float64Array(INITIAL);
  gpaPage = new Float64Array(INITIAL);
  pages = new Int32Array(INITIAL);
  permissions = new Uint8Array(INITIAL);
  /** Uses by drivers: 1 or more while live, 0 while it waits. */
  references = new Int32Array(INITIAL);
  /** 1 = made under pass-through: the IOVA is the GPA and no entry belongs to it. */
  untranslated = new Uint8Array(INITIAL);
  /** 1 = in the index by page frames. */
  shareable = new Uint8Array(INITIAL);
  /** 1 = clearing its entries unlinked a table. */
  unlinkedTables = new Uint8Array(INITIAL);
  /** When it joined the queue it waits in, ps. */
  joinedAt = new Float64Array(INITIAL);
  /** For a waiting mapping: pages unmapped by all drivers until then (optimistic), or the invalidation's ticket (async). */
  mark = new Float64Array(INITIAL);
  /** Why it is being torn down: 0 expired, 1 quota, 2 drained. */
  cause = new Uint8Array(INITIAL);
  /** Neighbours in the queue it waits in; `next` also chains free numbers. */
  next = new Int32Array(INITIAL).fill(NONE);
  previous = new Int32Array(INITIAL).fill(NONE);

  private readonly byIova = new MappingIndex();
  private readonly byFrames = new MappingIndex();
  private firstFree: number = NONE;
  private used = 0;

  /** A live mapping with one reference. */
  create(
    domain: number,
    iovaPage: number,
    gpaPage: number,
    pages: number,
    permissions: number,
    untranslated = false,
  ): MappingNumber {
    let m = this.firstFree;
    if (m !== NONE) this.firstFree = this.next[m]!;
    else {
      if (this.used === this.state.length) this.grow();
      m = this.used;
      this.used += 1;
    }
    this.state[m] = MAPPING_STATE.live;
    this.domain[m] = domain;
    this.iovaPage[m] = iovaPage;
    this.gpaPage[m] = gpaPage;
    this.pages[m] = pages;
    this.permissions[m] = permissions;
    this.references[m] = 1;
    this.untranslated[m] = untranslated ? 1 : 0;
    this.shareable[m] = 0;
    this.unlinkedTables[m] = 0;
    this.next[m] = NONE;
    this.previous[m] = NONE;
    this.byIova.add(hashOf(iovaPage, domain), m);
    return m;
  }

  /** Ends a mapping object that is in no queue. */
  remove(m: MappingNumber): void {
    this.unshare(m);
    this.byIova.remove(hashOf(this.iovaPage[m]!, this.domain[m]!), m);
    this.state[m] = MAPPING_STATE.free;
    this.next[m] = this.firstFree;
    this.firstFree = m;
  }

  /** The mapping, in whatever state, that begins at an IOVA page; negative when there is none. */
  findByIova(domain: number, iovaPage: number, untranslated = false): MappingNumber {
    const index = this.byIova;
    const wanted = untranslated ? 1 : 0;
    for (let at = index.first(hashOf(iovaPage, domain)); ; at = index.after(at)) {
      const m = index.at(at);
      if (m < 0) return NONE;
      if (this.iovaPage[m] === iovaPage && this.domain[m] === domain && this.untranslated[m] === wanted) return m;
    }
  }

  /** A pass-through mapping of exactly these pages; negative when there is none. */
  findUntranslated(domain: number, page: number, pages: number): MappingNumber {
    const index = this.byIova;
    for (let at = index.first(hashOf(page, domain)); ; at = index.after(at)) {
      const m = index.at(at);
      if (m < 0) return NONE;
      if (
        this.untranslated[m] === 1 &&
        this.iovaPage[m] === page &&
        this.pages[m] === pages &&
        this.domain[m] === domain
      )
        return m;
    }
  }

  /** A shareable mapping of exactly these page frames with at least these permissions; negative when there is none. */
  findByFrames(domain: number, gpaPage: number, pages: number, permissions: number): MappingNumber {
    const index = this.byFrames;
    for (let at = index.first(hashOf(gpaPage, pages)); ; at = index.after(at)) {
      const m = index.at(at);
      if (m < 0) return NONE;
      if (
        this.gpaPage[m] === gpaPage &&
        this.pages[m] === pages &&
        this.domain[m] === domain &&
        allows(this.permissions[m]!, permissions)
      )
        return m;
    }
  }

  /** Lets `findByFrames` find a mapping from now on; one of a scatter list never is. */
  share(m: MappingNumber): void {
    if (this.shareable[m] === 1 || this.gpaPage[m] === SCATTERED) return;
    this.shareable[m] = 1;
    this.byFrames.add(hashOf(this.gpaPage[m]!, this.pages[m]!), m);
  }

  /** Hides a mapping from `findByFrames`. */
  unshare(m: MappingNumber): void {
    if (this.shareable[m] === 0) return;
    this.shareable[m] = 0;
    this.byFrames.remove(hashOf(this.gpaPage[m]!, this.pages[m]!), m);
  }

  /** Calls `visit` for every mapping object there is. */
  forEach(visit: (m: MappingNumber) => void): void {
    for (let m = 0; m < this.used; m++) if (this.state[m] !== MAPPING_STATE.free) visit(m);
  }

  /** Mapping objects, waiting ones included. */
  get size(): number {
    return this.byIova.size;
  }

  private grow(): void {
    const size = this.state.length * 2;
    this.state = grown(this.state, new Uint8Array(size));
    this.domain = grown(this.domain, new Uint16Array(size));
    this.iovaPage = grown(this.iovaPage, new Float64Array(size));
    this.gpaPage = grown(this.gpaPage, new Float64Array(size));
    this.pages = grown(this.pages, new Int32Array(size));
    this.permissions = grown(this.permissions, new Uint8Array(size));
    this.references = grown(this.references, new Int32Array(size));
    this.untranslated = grown(this.untranslated, new Uint8Array(size));
    this.shareable = grown(this.shareable, new Uint8Array(size));
    this.unlinkedTables = grown(this.unlinkedTables, new Uint8Array(size));
    this.joinedAt = grown(this.joinedAt, new Float64Array(size));
    this.mark = grown(this.mark, new Float64Array(size));
    this.cause = grown(this.cause, new Uint8Array(size));
    this.next = grown(this.next, new Int32Array(size).fill(NONE));
    this.previous = grown(this.previous, new Int32Array(size).fill(NONE));
  }
}

function grown<T extends { set(from: ArrayLike<number>): void }>(from: ArrayLike<number>, into: T): T {
  into.set(from);
  return into;
}
