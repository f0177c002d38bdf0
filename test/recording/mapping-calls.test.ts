import { describe, expect, test } from 'vitest';

import { assignDevices } from '../../src/recording/assign-devices.ts';
import { readRecording } from '../../src/recording/recording.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { RecordedOperation } from '../../src/recording/recorded-operation.ts';
import { readTrace, traceNames, utf8 } from './trace-files.ts';

interface LineOptions {
  readonly task?: string;
  readonly cpu?: number;
  readonly flags?: string;
}

let clock = 0;
function line(text: string, { task = 'wl-7', cpu = 0, flags = '.....' }: LineOptions = {}): string {
  return `${task} [00${cpu}] ${flags} 1.${String(++clock).padStart(6, '0')}: ${text}\n`;
}
const hex = (value: number): string => `0x${value.toString(16)}`;
const map = (iova: number, paddr: number, size = 4096): string =>
  `map: IOMMU: iova=${hex(iova)} - ${hex(iova + size)} paddr=${hex(paddr)} size=${size}`;
const unmap = (iova: number, size = 4096): string =>
  `unmap: IOMMU: iova=${hex(iova)} - ${hex(iova + size)} size=${size} unmapped_size=${size}`;
const mapPage = (device: string, iova: number): string =>
  `dma_map_page: 0000:${device} dir=TO_DEVICE dma_addr=${iova.toString(16)} size=60 phys_addr=1000 attrs=`;
const unmapPage = (device: string, iova: number): string =>
  `dma_unmap_page: 0000:${device} dir=FROM_DEVICE dma_addr=${iova.toString(16)} size=60 attrs=`;
const invalidate = (domain: number, iova: number, mask = 0): string =>
  `qi_submit: iotlb_inv dmar0: ${hex(domain * 65_536 + 0xf2)} ${hex(iova + mask)} 0x0 0x0`;

function read(...lines: readonly string[]): Recording {
  return readRecording(utf8(lines.join('')));
}
function operations(...lines: readonly string[]): RecordedOperation[] {
  return [...read(...lines).operations];
}

describe('a mapping call', () => {
  test('is a run of adjacent map lines with contiguous IOVAs, however the memory lies', () => {
    const [call, ...rest] = operations(
      line(map(0x10000, 0x5000)),
      line(map(0x11000, 0x9000, 8192)),
      line(map(0x13000, 0x2000)),
      line('dma_map_sg: 0000:00:02.0 dir=FROM_DEVICE dma_addrs={0x10000} sizes={0x4000} phys_addrs={0x5000} attrs='),
    );
    expect(rest).toEqual([]);
    expect(call).toMatchObject({
      kind: 'map',
      iova: 0x10000,
      size: 0x4000,
      segments: [
        { gpa: 0x5000, size: 4096 },
        { gpa: 0x9000, size: 8192 },
        { gpa: 0x2000, size: 4096 },
      ],
      sourceId: 16,
      direction: 'from-device',
    });
  });

  test('ends where the IOVAs are not contiguous', () => {
    expect(operations(line(map(0x10000, 0x5000)), line(map(0x12000, 0x6000)))).toHaveLength(2);
  });

  test('ends at another line of its task', () => {
    expect(
      operations(line(map(0x10000, 0x5000)), line(mapPage('00:01.0', 0x10000)), line(map(0x11000, 0x6000))),
    ).toHaveLength(2);
  });

  test('is not joined with the call of another task or CPU, and not cut by it', () => {
    const calls = operations(
      line(map(0x10000, 0x5000)),
      line(map(0x11000, 0x6000), { task: 'other-8', cpu: 1 }),
      line(map(0x11000, 0x7000)),
      line(map(0x12000, 0x7000), { task: 'other-8', cpu: 1 }),
    );
    expect(calls.map(({ iova, size }) => [iova, size])).toEqual([
      [0x10000, 8192],
      [0x11000, 8192],
    ]);
  });

  test('is not cut by an interrupt on its CPU, nor by events that are no business of the IOMMU', () => {
    const interrupt = { flags: 'd.h1.' };
    const calls = operations(
      line(map(0x10000, 0x5000)),
      line(unmap(0x90000), interrupt),
      line(invalidate(3, 0x90000), interrupt),
      line(unmapPage('00:01.0', 0x90000), interrupt),
      line('mm_page_alloc: page=1'),
      line(map(0x11000, 0x6000)),
      line(mapPage('00:02.0', 0x10000)),
    );
    expect(calls.map(({ kind, size, sourceId }) => [kind, size, sourceId])).toEqual([
      ['map', 8192, 16],
      ['unmap', 4096, 8],
    ]);
  });
});

describe('the device of an operation', () => {
  test('is named after a page, and before a scatter list or an allocation is unmapped', () => {
    const found = operations(
      line('dma_unmap_sg: 0000:00:02.0 dir=FROM_DEVICE phys_addrs={0x5000} attrs='),
      line(unmap(0x10000)),
      line('dma_free: 0000:00:03.0 dir=BIDIRECTIONAL dma_addr=20000 size=512 virt_addr=0 attrs='),
      line(unmap(0x20000)),
      line(unmap(0x30000)),
      line(unmapPage('00:01.0', 0x30040)),
    );
    expect(found.map(({ sourceId, direction }) => [sourceId, direction])).toEqual([
      [16, 'from-device'],
      [24, 'bidirectional'],
      [8, 'from-device'],
    ]);
  });

  test('is not taken from a dma_free of nothing', () => {
    const free = line('dma_free: 0000:00:02.0 dir=BIDIRECTIONAL dma_addr=0 size=0 virt_addr=0 attrs=');
    const [operation] = operations(free, line(unmap(0x30000)), line(unmapPage('00:01.0', 0x30000)));
    expect(operation).toMatchObject({ sourceId: 8 });
  });

  test('follows from its domain, once the two have been seen together anywhere in the file', () => {
    const recording = read(
      line(unmap(0x10000)),
      line(invalidate(3, 0x10000)),
      line(unmap(0x20000)),
      line(invalidate(4, 0x20000)),
      line(unmap(0x10000)),
      line(invalidate(3, 0x10000)),
      line(unmapPage('00:01.0', 0x10000)),
      line('cache_tag_assign: dmar0/dmar0 type iotlb did 4 pasid 0 ref 1'),
      line('attach_device_to_domain: IOMMU: device=0000:00:02.0'),
    );
    expect([...recording.operations].map(({ sourceId, domainId }) => [sourceId, domainId])).toEqual([
      [8, 3],
      [16, 4],
      [8, 3],
    ]);
    expect(recording.assignment).toEqual({ named: 1, byDomain: 2, byMapping: 0, assumed: 0 });
    expect(recording.devices.domains()).toEqual([
      [3, 8],
      [4, 16],
    ]);
  });

  test('follows from what mapped the page, and for a stale access from what unmapped it', () => {
    const recording = read(
      line(map(0x10000, 0x5000)),
      line(mapPage('00:02.0', 0x10000)),
      line(map(0x20000, 0x6000)),
      line(mapPage('00:01.0', 0x20000)),
      line(map(0x30000, 0x7000)),
      line(mapPage('00:01.0', 0x30000)),
      line(unmap(0x10000)),
      line(
        'tracing_mark_write: stale access: device reads a TX descriptor at 0x10030 (IOVA page 0x10000 was unmapped)',
      ),
    );
    expect([...recording.operations].slice(3)).toMatchObject([
      { kind: 'unmap', sourceId: 16 },
      { kind: 'stale-access', iova: 0x10030, size: 16, sourceId: 16, direction: 'to-device' },
    ]);
    expect(recording.assignment).toEqual({ named: 3, byDomain: 0, byMapping: 2, assumed: 0 });
  });

  test('is else the most frequent one of the file, and counted as assumed', () => {
    const recording = read(line(map(0x10000, 0x5000)), line(map(0x20000, 0x6000)), line(mapPage('00:01.0', 0x20000)));
    expect([...recording.operations].map(({ sourceId }) => sourceId)).toEqual([8, 8]);
    expect(recording.assignment).toMatchObject({ named: 1, assumed: 1 });
  });

  test('is made up, one per domain, when the file names none (Linux 6.1 has no dma events)', () => {
    const lines = [3, 4, 3].flatMap((domain, index) => [
      line(unmap(0x10000 + index * 4096)),
      line(invalidate(domain, 0x10000 + index * 4096)),
    ]);
    const recording = read(...lines);
    expect([...recording.operations].map(({ sourceId }) => sourceId)).toEqual([0x80, 0x88, 0x80]);
    expect(recording.assignment.assumed).toBe(3);
    expect(assignDevices(recording.operations, recording.devices).named).toBe(3);
  });

  test('is found without the flags column too, where an interrupt stands inside a call', () => {
    const lines = (flags: boolean): string[] => [
      line(unmap(0x10000), flags ? {} : { flags: '' }),
      line(unmap(0x20000), { flags: flags ? 'd.h1.' : '' }),
      line(invalidate(3, 0x20000), { flags: flags ? 'd.h2.' : '' }),
      line(unmapPage('00:01.0', 0x20000), { flags: flags ? 'd.h1.' : '' }),
      line(invalidate(4, 0x10000), flags ? {} : { flags: '' }),
      line(unmapPage('00:02.0', 0x10000), flags ? {} : { flags: '' }),
    ];
    for (const flags of [true, false]) {
      expect(operations(...lines(flags)).map(({ sourceId, domainId }) => [sourceId, domainId])).toEqual([
        [16, 4],
        [8, 3],
      ]);
    }
  });
});

describe('the operations of a recording', () => {
  test.each(traceNames)('come in the order of the file: %s', (name) => {
    const lines = Array.from(readTrace(name).operations, (operation) => operation.line);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });

  test.each(traceNames)('end exactly the mappings that calls made: %s', (name) => {
    const live = new Map<string, number>();
    for (const { kind, iova, size, sourceId, segments } of readTrace(name).operations) {
      const key = `${sourceId} ${iova}`;
      if (kind === 'map') {
        expect(live.has(key)).toBe(false);
        expect(segments.reduce((sum, segment) => sum + segment.size, 0)).toBe(size);
        live.set(key, size);
      } else if (kind === 'unmap') {
        expect(live.get(key) ?? size).toBe(size);
        live.delete(key);
      }
    }
  });

  test('are passed on although a task never comes back to name its device', () => {
    const silent = Array.from({ length: 3000 }, (_, i) =>
      line(map(0x100000 + i * 8192, 0x5000), { task: `t-${i + 10}` }),
    );
    expect(operations(...silent)).toHaveLength(3000);
  });
});
