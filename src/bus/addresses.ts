import type { Brand } from '../base/brand.ts';
import { extract, or, shiftLeft } from '../base/bits.ts';

/** I/O virtual address: what a device emits; 0 … 2^48-1 here, exact to 2^52. */
export type Iova = Brand<number, 'Iova'>;
/** Guest physical address: what the guest's second-level table yields. On bare metal it equals the HPA. */
export type Gpa = Brand<number, 'Gpa'>;
/** Host physical address: what reaches memory. */
export type Hpa = Brand<number, 'Hpa'>;
/** Requester-id on the bus, 16 bits: bus 15:8, device 7:3, function 2:0. */
export type SourceId = Brand<number, 'SourceId'>;
/** Tag of a domain in caches and invalidations, 16 bits. */
export type DomainId = Brand<number, 'DomainId'>;

/** Size of the smallest page, in bytes, and its exponent. */
export const PAGE_SIZE = 4096;
export const PAGE_SHIFT = 12;

export const iova = (value: number): Iova => value as Iova;
export const gpa = (value: number): Gpa => value as Gpa;
export const hpa = (value: number): Hpa => value as Hpa;
export const domainId = (value: number): DomainId => value as DomainId;

/** The source-id of bus:device.function. */
export function sourceId(bus: number, device: number, fn: number): SourceId {
  return or(or(shiftLeft(bus, 8), shiftLeft(device, 3)), fn) as SourceId;
}

/** The bus number of a source-id: index into the root table. */
export const busOf = (source: SourceId): number => extract(source, 15, 8);
/** Device and function of a source-id (8 bits): index into the context table. */
export const devfnOf = (source: SourceId): number => extract(source, 7, 0);

/** `00:04.0`, as lspci and the kernel print it. */
export function formatSourceId(source: SourceId): string {
  const bus = busOf(source).toString(16).padStart(2, '0');
  const device = extract(source, 7, 3).toString(16).padStart(2, '0');
  return `${bus}:${device}.${extract(source, 2, 0)}`;
}

/**
 * Reads `bb:dd.f` or `0000:bb:dd.f`.
 * @returns undefined when the text has another form.
 */
export function parseSourceId(text: string): SourceId | undefined {
  const match = /^(?:[0-9a-f]{4}:)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/i.exec(text);
  if (!match) return undefined;
  const device = parseInt(match[2]!, 16);
  return device > 31 ? undefined : sourceId(parseInt(match[1]!, 16), device, Number(match[3]));
}
