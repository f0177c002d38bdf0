import { popCount } from '../base/bits.ts';
import { REPLACEMENTS, SETTINGS, STRATEGIES, INVALIDATION_INTERFACES, WORKLOADS } from './identifiers.ts';
import type { MachineConfig } from './machine-config.ts';
import { priceListError } from './price-limits.ts';
import { bufferPages, KERNEL_MEMORY_MIB, PAPER_WORKLOAD } from './workload-config.ts';

/** What a setting may be: whole numbers in a range (or one of a list), or a word of a list. */
export type Limit =
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly powerOfTwo?: boolean }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'one-of'; readonly values: readonly (string | number | boolean)[] };

const integer = (min: number, max: number): Limit => ({ kind: 'integer', min, max });
const oneOf = (values: readonly (string | number | boolean)[]): Limit => ({ kind: 'one-of', values });

/**
 * Memory that all guests together may have, MiB. Under host pressure each page frame has a place of its own in lists that a
 * checkpoint copies: with more, the emulator would need gigabytes and a slice of its time would take seconds.
 */
const MOST_MEMORY_MIB = 16_384;
const PAGES_PER_MIB = 256;

/** Limits of every plain setting of a machine; `caches` and `costs` are checked by `settingError` too. */
export const LIMITS: Readonly<Record<Exclude<keyof MachineConfig, 'caches' | 'costs'>, Limit>> = {
  setting: oneOf(SETTINGS),
  strategy: oneOf(STRATEGIES),
  workload: oneOf(WORKLOADS),
  seed: integer(0, 0xffff_ffff),
  addressWidth: oneOf([39, 48]),
  invalidation: oneOf(INVALIDATION_INTERFACES),
  ringSize: { kind: 'integer', min: 8, max: 4096, powerOfTwo: true },
  framePayloadBytes: integer(46, 4000),
  interruptFrames: integer(1, 256),
  interruptMicroseconds: integer(1, 10_000),
  guestMemoryMiB: integer(64, MOST_MEMORY_MIB),
  guests: integer(1, 8),
  hostPressure: integer(0, 100),
  ageLimitMicroseconds: integer(0, 1_000_000),
  quota: integer(0, 1_000_000),
  flushHighWaterMark: integer(1, 32_768),
  flushTimeoutMicroseconds: integer(1, 1_000_000),
  flushScope: oneOf(['global', 'domain']),
  coldPartsPerMillion: integer(0, 1_000_000),
  linkGbps: { kind: 'number', min: 1, max: 400 },
  largePages: oneOf([true, false]),
};

/** Why `value` cannot be the setting `key`, in words that name both; undefined when it can. */
export function settingError(key: string, value: unknown): string | undefined {
  if (key === 'costs') return priceListError(value);
  if (key === 'caches') return cachesError(value);
  if (!Object.hasOwn(LIMITS, key)) return `there is no setting "${key}"`;
  const limit = LIMITS[key as keyof typeof LIMITS];
  if (limit.kind === 'one-of') {
    const known = (limit.values as readonly unknown[]).includes(value);
    return known ? undefined : `${key} is ${JSON.stringify(value)}; allowed: ${limit.values.join(', ')}`;
  }
  const fits = typeof value === 'number' && value >= limit.min && value <= limit.max;
  const whole = limit.kind === 'number' || Number.isInteger(value);
  const power = limit.kind === 'number' || limit.powerOfTwo !== true || isPowerOfTwo(Number(value));
  if (fits && whole && power) return undefined;
  const kind = limit.kind === 'number' ? 'number' : limit.powerOfTwo === true ? 'power of two' : 'whole number';
  return `${key} is ${JSON.stringify(value)}; allowed: a ${kind} from ${limit.min} to ${limit.max}`;
}

/** Why guests cannot have so much memory together, or so little for their rings; undefined when they can. */
export function memoryError({ guests, guestMemoryMiB, ringSize, workload }: MachineConfig): string | undefined {
  const buffers = bufferPages({ ...PAPER_WORKLOAD, ringSize });
  const fewest = KERNEL_MEMORY_MIB + Math.ceil(buffers / PAGES_PER_MIB);
  // A recording brings its own pages, and there are no rings.
  if (workload !== 'recording' && guestMemoryMiB < fewest) {
    const needed = `its buffers need ${buffers.toLocaleString('en')} pages beside the kernel’s ${KERNEL_MEMORY_MIB} MiB`;
    return `ringSize is ${ringSize}: ${needed}; allowed: guestMemoryMiB from ${fewest}, now ${guestMemoryMiB}`;
  }
  const total = guests * guestMemoryMiB;
  if (total <= MOST_MEMORY_MIB) return undefined;
  const [each, all, most] = [guestMemoryMiB, total, MOST_MEMORY_MIB].map((mib) => mib.toLocaleString('en'));
  return `guests is ${guests}: with ${each} MiB each they need ${all} MiB; allowed: ${most} MiB for all together`;
}

function cachesError(value: unknown): string | undefined {
  const caches = value as Partial<MachineConfig['caches']> | null;
  if (typeof caches !== 'object' || caches === null) return 'caches is not an object';
  const { iotlbEntries = -1, iotlbWays = -1, contextEntries = -1, replacement } = caches;
  if (!Number.isInteger(iotlbEntries) || iotlbEntries < 0 || iotlbEntries > 65_536) {
    return `caches: iotlbEntries is ${iotlbEntries}; allowed: 0 to 65536`;
  }
  const sets = iotlbEntries / iotlbWays;
  if (iotlbEntries > 0 && !(Number.isInteger(iotlbWays) && iotlbWays >= 1 && isPowerOfTwo(sets))) {
    return `caches: iotlbWays is ${iotlbWays}; it must divide ${iotlbEntries} into a power of two of sets`;
  }
  if (!Number.isInteger(contextEntries) || contextEntries < 0 || contextEntries > 65_536) {
    return `caches: contextEntries is ${contextEntries}; allowed: 0 to 65536`;
  }
  if (replacement === undefined || !REPLACEMENTS.includes(replacement)) {
    return `caches: replacement is ${JSON.stringify(replacement)}; allowed: ${REPLACEMENTS.join(', ')}`;
  }
  return undefined;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && popCount(value) === 1;
}
