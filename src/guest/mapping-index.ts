import { and, multiply32, shiftRight, toU32, xor } from '../base/bits.ts';

const EMPTY = -1;

/**
 * Finds mapping numbers by a hash: open addressing with linear probing, in typed arrays, so that neither a look-up nor an
 * insertion allocates (except when it grows). Several mappings may have the same hash; the caller tells them apart:
 *
 *     for (let at = index.first(hash); (mapping = index.at(at)) >= 0; at = index.after(at)) …
 */
export class MappingIndex {
  private slots = new Int32Array(1024).fill(EMPTY);
  private hashes = new Uint32Array(1024);
  private mask = 1023;
  private count = 0;

  /** Place where a search for a hash begins. */
  first(hash: number): number {
    return and(hash, this.mask);
  }

  /** Mapping in a place, negative at the end of the search. */
  at(place: number): number {
    return this.slots[place]!;
  }

  /** The place to look at next. */
  after(place: number): number {
    return and(place + 1, this.mask);
  }

  /** Adds a mapping. */
  add(hash: number, mapping: number): void {
    if ((this.count + 1) * 2 > this.slots.length) this.grow();
    this.put(hash, mapping);
    this.count += 1;
  }

  /** Takes a mapping out; no effect when it is not in. */
  remove(hash: number, mapping: number): void {
    const { slots, hashes, mask } = this;
    let hole = and(hash, mask);
    while (slots[hole] !== mapping) {
      if (slots[hole] === EMPTY) return;
      hole = and(hole + 1, mask);
    }
    this.count -= 1;
    // Later members of the run move up, unless that would put them before the place where their search begins.
    for (let here = and(hole + 1, mask); slots[here] !== EMPTY; here = and(here + 1, mask)) {
      const home = and(hashes[here]!, mask);
      if (and(here - home, mask) < and(here - hole, mask)) continue;
      slots[hole] = slots[here]!;
      hashes[hole] = hashes[here]!;
      hole = here;
    }
    slots[hole] = EMPTY;
  }

  /** Mappings in the index. */
  get size(): number {
    return this.count;
  }

  private put(hash: number, mapping: number): void {
    let place = and(hash, this.mask);
    while (this.slots[place] !== EMPTY) place = and(place + 1, this.mask);
    this.slots[place] = mapping;
    this.hashes[place] = hash;
  }

  private grow(): void {
    const { slots, hashes } = this;
    this.slots = new Int32Array(slots.length * 2).fill(EMPTY);
    this.hashes = new Uint32Array(slots.length * 2);
    this.mask = this.slots.length - 1;
    for (let i = 0; i < slots.length; i++) if (slots[i] !== EMPTY) this.put(hashes[i]!, slots[i]!);
  }
}

/** A u32 hash of a page number and a small number. */
export function hashOf(page: number, salt: number): number {
  const mixed = multiply32(xor(toU32(page), multiply32(salt + 1, 0x9e37_79b1)), 0x85eb_ca6b);
  return xor(mixed, shiftRight(mixed, 15));
}
