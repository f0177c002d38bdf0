/*
 * Readers of Linux' debugfs text, written from its description alone: `B.D.F Root_entry Context_entry PASID PASID_table_entry` and,
 * per device, `IOVA_PFN PML5E PML4E PDPE PDE PTE`. They share nothing with the writer.
 */

export interface ContextLine {
  readonly source: number;
  readonly root: readonly [high: bigint, low: bigint];
  readonly context: readonly [high: bigint, low: bigint];
  readonly pasid: number;
}

export function parseContexts(text: string): { rootTable: bigint; lines: ContextLine[] } {
  const [title = '', header = '', ...rest] = text.split('\n');
  const table = /^IOMMU \S+: Root Table Address: 0x([0-9a-f]+)$/.exec(title)?.[1];
  if (table === undefined) throw new Error(`no title: ${title}`);
  if (header.split(/\t+/).join(' ') !== 'B.D.F Root_entry Context_entry PASID PASID_table_entry')
    throw new Error(header);
  const lines = rest.filter((line) => line !== '').map((line) => parseContext(line));
  return { rootTable: BigInt(`0x${table}`), lines };
}

function parseContext(line: string): ContextLine {
  const [bdf = '', root = '', context = '', pasid = '', pasidEntry = ''] = line.split(/\t+/);
  if (!/^(0x0{16}:?){3}$/.test(pasidEntry)) throw new Error(`a PASID entry in legacy mode: ${pasidEntry}`);
  return { source: parseSource(bdf), root: parsePair(root), context: parsePair(context), pasid: Number(pasid) };
}

function parsePair(text: string): readonly [bigint, bigint] {
  const match = /^(0x[0-9a-f]{16}):(0x[0-9a-f]{16})$/.exec(text);
  if (match === null) throw new Error(`no pair: ${text}`);
  return [BigInt(match[1]!), BigInt(match[2]!)];
}

export function parseSource(bdf: string): number {
  const match = /^(?:[0-9a-f]{4}:)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/.exec(bdf);
  if (match === null) throw new Error(`no bus, device and function: ${bdf}`);
  return Number.parseInt(match[1]!, 16) * 256 + Number.parseInt(match[2]!, 16) * 8 + Number(match[3]);
}

export interface DeviceDump {
  readonly source: number;
  readonly top: bigint;
  /** Entries on the way to each page, level 5 first, by page number. */
  readonly pages: Map<bigint, readonly bigint[]>;
}

export function parseTranslations(text: string): DeviceDump[] {
  const devices: DeviceDump[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const title = /^Device (\S+) @(0x[0-9a-f]+)$/.exec(lines[at]!);
    if (title === null) continue;
    at += 1;
    if (lines[at]!.split(/\s+/).join(' ') !== 'IOVA_PFN PML5E PML4E PDPE PDE PTE') throw new Error(lines[at]);
    const device = { source: parseSource(title[1]!), top: BigInt(title[2]!), pages: new Map<bigint, bigint[]>() };
    for (at += 1; lines[at] !== ''; at++) {
      const values = lines[at]!.split(/[ \t|]+/).map((value) => BigInt(value));
      if (values.length !== 6) throw new Error(`not six columns: ${lines[at]}`);
      device.pages.set(values[0]!, values.slice(1));
    }
    devices.push(device);
  }
  return devices;
}
