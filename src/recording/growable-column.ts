/** A typed array that numbers can be appended to; it doubles when full. */
export class GrowableColumn<Column extends Float64Array | Uint32Array | Uint16Array | Uint8Array> {
  /** The storage: the first `length` elements count. Replaced when it grows, so do not keep it while appending. */
  values: Column;
  length = 0;
  private readonly make: (capacity: number) => Column;

  /** @param make for example `(n) => new Float64Array(n)` */
  constructor(make: (capacity: number) => Column) {
    this.make = make;
    this.values = make(256);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = this.make(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }
}

export const doubles = (): GrowableColumn<Float64Array> => new GrowableColumn((n) => new Float64Array(n));
export const words = (): GrowableColumn<Uint32Array> => new GrowableColumn((n) => new Uint32Array(n));
export const halfWords = (): GrowableColumn<Uint16Array> => new GrowableColumn((n) => new Uint16Array(n));
export const bytes = (): GrowableColumn<Uint8Array> => new GrowableColumn((n) => new Uint8Array(n));
