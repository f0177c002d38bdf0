/*
 * A recording as large as one likes, made up line by line as it is read: a driver that maps a page, unmaps it and
 * invalidates it, over and over.
 */

import type { BytesOnDisk } from '../../src/protocol/commands.ts';

/** Bytes of every line with its line feed, so that any part of the file can be made without the parts before. */
export const LINE = 176;
const PAGES = 64;

/** Line `index`: map, unmap, invalidation of the same page in turn. */
export function madeLine(index: number): string {
  const round = Math.floor(index / 3);
  const first = 0xffe0_0000 + (round % PAGES) * 4096;
  const [from, to] = [first, first + 4096].map((address) => `0x${address.toString(16).padStart(16, '0')}`);
  const frame = (0x100_0000 + ((round * 7) % PAGES) * 4096).toString(16).padStart(16, '0');
  const time = (1000 + index / 1_000_000).toFixed(6);
  const event = [
    `map: IOMMU: iova=${from} - ${to} paddr=0x${frame} size=4096`,
    `unmap: IOMMU: iova=${from} - ${to} size=4096 unmapped_size=4096`,
    `qi_submit: iotlb_inv dmar0: 0x300f2 0x${(first + 64).toString(16)} 0x0 0x0`,
  ][index % 3]!;
  return `${`          netserver-417     [000] ..... ${time}: ${event}`.padEnd(LINE - 1)}\n`;
}

/** Such a file on disk. It keeps what was asked of it. */
export class MadeTrace implements BytesOnDisk {
  readonly size: number;
  /** Largest part that was read at once. */
  largestRead = 0;
  bytesRead = 0;

  constructor(lines: number) {
    this.size = lines * LINE;
  }

  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> } {
    const from = start;
    const to = Math.min(end, this.size);
    this.largestRead = Math.max(this.largestRead, to - from);
    this.bytesRead += to - from;
    const first = Math.floor(from / LINE);
    let text = '';
    for (let line = first; line * LINE < to; line++) text += madeLine(line);
    const bytes = new TextEncoder().encode(text).slice(from - first * LINE, to - first * LINE);
    return { arrayBuffer: () => Promise.resolve(bytes.buffer) };
  }
}
