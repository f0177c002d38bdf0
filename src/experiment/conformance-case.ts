/**
 * Vector files: a JSON array of recorded programs for a remapping unit, each with the outcome of every checked step. The
 * format is described in `test/vectors/README.md`.
 */

/** A 64-bit value as two u32. */
export interface Halves {
  readonly low: number;
  readonly high: number;
}

/** What a DMA did: all of it, or per page. `data` is there for reads, in hexadecimal. */
export interface DmaOutcome {
  readonly ok: boolean;
  readonly data?: string;
  readonly parts?: readonly { readonly length: number; readonly ok: boolean; readonly data?: string }[];
}

/** What a step expects: with translations cached, and without where that differs. */
export interface Expected<T> {
  readonly cached: T;
  readonly uncached: T;
}

export type Step =
  | { readonly op: 'memWrite'; readonly address: number; readonly data: Uint8Array }
  | { readonly op: 'memRead'; readonly address: number; readonly length: number; readonly expect: Expected<string> }
  | { readonly op: 'regWrite'; readonly offset: number; readonly size: 4 | 8; readonly value: Halves }
  | {
      readonly op: 'regRead';
      readonly offset: number;
      readonly size: 4 | 8;
      readonly mask: Halves;
      readonly expect: Expected<Halves>;
    }
  | {
      readonly op: 'dmaRead' | 'dmaWrite';
      readonly source: string;
      readonly iova: number;
      /** Length of a read, or what is written. */
      readonly data: number | Uint8Array;
      readonly expect: Expected<DmaOutcome>;
    }
  | {
      readonly op: 'msiExpect';
      readonly expect: Expected<readonly { readonly address: number; readonly data: number }[]>;
    };

export interface ConformanceCase {
  readonly name: string;
  /** The first is the category. */
  readonly tags: readonly string[];
  readonly addressWidth: 39 | 48;
  readonly cachingMode: boolean;
  /** RAM in bytes. */
  readonly memorySize: number;
  readonly steps: readonly Step[];
}

/** RAM of the recorded machine; cases of our own may ask for another size. */
const RECORDED_RAM_MIB = 256;

/** A vector file that cannot be understood; the message says what is wrong and where. */
export class MalformedVectors extends Error {
  override readonly name = 'MalformedVectors';
}

/** Reads the parsed JSON of a vector file. Throws MalformedVectors. */
export function readCases(json: unknown): ConformanceCase[] {
  return list(json, 'the file').map((one, index) => readCase(one, `case ${index + 1}`));
}

function readCase(json: unknown, place: string): ConformanceCase {
  const row = record(json, place);
  const name = text(row, 'name', place);
  const where = `${place} (${name})`;
  const tags = list(row['tags'], `tags of ${where}`).map((tag) => string(tag, `a tag of ${where}`));
  if (tags.length === 0) throw new MalformedVectors(`${where}: needs a first tag, its category`);
  const config = record(row['config'], `config of ${where}`);
  const addressWidth = config['awBits'];
  if (addressWidth !== 39 && addressWidth !== 48)
    throw new MalformedVectors(`${where}: config.awBits must be 39 or 48`);
  if (typeof config['cachingMode'] !== 'boolean') {
    throw new MalformedVectors(`${where}: config.cachingMode must be true or false`);
  }
  const steps = list(row['steps'], `steps of ${where}`).map((step, index) =>
    readStep(step, `${where}, step ${index + 1}`),
  );
  const memorySize = (config['ramMiB'] === undefined ? RECORDED_RAM_MIB : count(config, 'ramMiB', where)) * 0x10_0000;
  return { name, tags, addressWidth, cachingMode: config['cachingMode'], memorySize, steps };
}

function readStep(json: unknown, place: string): Step {
  const row = record(json, place);
  const op = text(row, 'op', place);
  switch (op) {
    case 'memWrite':
      return { op, address: address(row, 'gpa', place), data: bytes(row, 'data', place) };
    case 'memRead': {
      const length = count(row, 'length', place);
      return { op, address: address(row, 'gpa', place), length, expect: expected(row, place, string) };
    }
    case 'regWrite':
      return { op, ...register(row, place), value: halves(row['value'], `${place}: value`) };
    case 'regRead': {
      const mask =
        row['mask'] === undefined ? { low: 0xffff_ffff, high: 0xffff_ffff } : halves(row['mask'], `${place}: mask`);
      return { op, ...register(row, place), mask, expect: expected(row, place, halves) };
    }
    case 'dmaRead':
    case 'dmaWrite': {
      const data = op === 'dmaRead' ? count(row, 'length', place) : bytes(row, 'data', place);
      const source = device(row, place);
      return { op, source, iova: address(row, 'iova', place), data, expect: expected(row, place, outcome) };
    }
    case 'msiExpect':
      return { op, expect: expected(row, place, messages) };
    default:
      throw new MalformedVectors(`${place}: unknown op "${op}"`);
  }
}

function device(row: Row, place: string): string {
  const name = text(row, 'bdf', place);
  if (!/^[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/i.test(name)) {
    throw new MalformedVectors(`${place}: bdf must be bus:device.function in hexadecimal, as in "00:1f.2"`);
  }
  return name;
}

function register(row: Row, place: string): { offset: number; size: 4 | 8 } {
  const size = row['size'];
  if (size !== 4 && size !== 8) throw new MalformedVectors(`${place}: size must be 4 or 8`);
  return { offset: address(row, 'offset', place), size };
}

function expected<T>(row: Row, place: string, read: (json: unknown, place: string) => T): Expected<T> {
  const cached = read(row['expect'], `${place}: expect`);
  const other = row['expectUncached'];
  return { cached, uncached: other === undefined ? cached : read(other, `${place}: expectUncached`) };
}

function outcome(json: unknown, place: string): DmaOutcome {
  const row = record(json, place);
  const parts = row['parts'];
  return {
    ...result(row, place),
    ...(parts === undefined ? {} : { parts: list(parts, place).map((part) => outcomePart(part, `${place}.parts`)) }),
  };
}

function outcomePart(json: unknown, place: string): { length: number; ok: boolean; data?: string } {
  const row = record(json, place);
  return { length: count(row, 'length', place), ...result(row, place) };
}

function result(row: Row, place: string): { ok: boolean; data?: string } {
  const { ok, data } = row;
  if (typeof ok !== 'boolean') throw new MalformedVectors(`${place}: ok must be true or false`);
  return data === undefined ? { ok } : { ok, data: string(data, `${place}: data`) };
}

function messages(json: unknown, place: string): { address: number; data: number }[] {
  return list(json, place).map((one) => {
    const row = record(one, place);
    return { address: address(row, 'address', place), data: address(row, 'data', place) };
  });
}

type Row = Readonly<Record<string, unknown>>;

function record(json: unknown, place: string): Row {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new MalformedVectors(`${place}: must be an object`);
  }
  return json as Row;
}

function list(json: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(json)) throw new MalformedVectors(`${place}: must be an array`);
  return json;
}

function string(json: unknown, place: string): string {
  if (typeof json !== 'string') throw new MalformedVectors(`${place}: must be a string`);
  return json;
}

function text(row: Row, key: string, place: string): string {
  return string(row[key], `${place}: ${key}`);
}

function count(row: Row, key: string, place: string): number {
  const value = row[key];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 0x10_0000) {
    throw new MalformedVectors(`${place}: ${key} must be a whole number from 1 to 1048576`);
  }
  return value;
}

function address(row: Row, key: string, place: string): number {
  const { low, high } = halves(row[key], `${place}: ${key}`);
  return high * 0x1_0000_0000 + low;
}

function halves(json: unknown, place: string): Halves {
  const digits = /^0x([0-9a-f]{1,16})$/i.exec(string(json, place))?.[1];
  if (digits === undefined) throw new MalformedVectors(`${place}: must be hexadecimal, "0x" and up to 16 digits`);
  const all = digits.padStart(16, '0');
  return { low: parseInt(all.slice(8), 16), high: parseInt(all.slice(0, 8), 16) };
}

function bytes(row: Row, key: string, place: string): Uint8Array {
  const digits = text(row, key, place);
  if (!/^([0-9a-f]{2})+$/i.test(digits))
    throw new MalformedVectors(`${place}: ${key} must be pairs of hexadecimal digits`);
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
