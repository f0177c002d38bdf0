import { extract } from '../base/bits.ts';

/** `00:04.0`, as lspci and the kernel print it. */
export function formatSourceIdText(sourceId: number): string {
  const part = (value: number) => value.toString(16).padStart(2, '0');
  return `${part(extract(sourceId, 15, 8))}:${part(extract(sourceId, 7, 3))}.${extract(sourceId, 2, 0)}`;
}
