import { describe, expect, test } from 'vitest';

import { LineParser } from '../../src/recording/line-parser.ts';
import type { TraceEvent } from '../../src/recording/trace-event.ts';
import { utf8 } from './trace-files.ts';

function parse(line: string): TraceEvent | string {
  const bytes = utf8(line);
  return new LineParser().parse(bytes, 0, bytes.length, 1);
}

describe('the text of an event', () => {
  const prefix = '            ifconfig-254     [001] .....     8.205865: ';
  const cases: readonly (readonly [text: string, expected: Record<string, unknown>])[] = [
    [
      'map: IOMMU: iova=0x00000000fffff000 - 0x0000000100000000 paddr=0x000000000ab8d000 size=4096',
      { kind: 'map', iova: 0xfffff000, size: 4096, paddr: 0xab8d000 },
    ],
    [
      'map: IOMMU: iova=0x00003fffffc00000 - 0x0000400000000000 paddr=0x00000001b9400000 size=4194304',
      { kind: 'map', iova: 0x3fffffc00000, size: 4194304, paddr: 0x1b9400000 },
    ],
    [
      'map: IOMMU: iova=0x0000000ffff36000 paddr=0x00000001164d8000 size=4096',
      { kind: 'map', iova: 0xffff36000, size: 4096, paddr: 0x1164d8000 },
    ],
    [
      'map: IOMMU: iova=0x0000000ffff36000 paddr=0x00000001164d8000 size=0x2000',
      { kind: 'map', iova: 0xffff36000, size: 8192, paddr: 0x1164d8000 },
    ],
    [
      'unmap: IOMMU: iova=0x00000000ffefc000 - 0x00000000ffefe000 size=8192 unmapped_size=4096',
      { kind: 'unmap', iova: 0xffefc000, size: 8192, unmappedSize: 4096 },
    ],
    [
      'unmap: IOMMU: iova=0x0000000000000000 - 0x0000000000001000 size=4096 unmapped_size=4096',
      { kind: 'unmap', iova: 0, size: 4096, unmappedSize: 4096 },
    ],
    [
      'unmap: IOMMU: iova=0x0000000ffff36000 paddr=0x00000001164d8000 size=4096',
      { kind: 'unmap', iova: 0xffff36000, size: 4096, unmappedSize: 4096 },
    ],
    [
      'unmap: IOMMU: iova=0x0000000ffff36000 size=0x1000 unmapped_size=0x1000',
      { kind: 'unmap', iova: 0xffff36000, size: 4096, unmappedSize: 4096 },
    ],
    [
      'qi_submit: iotlb_inv dmar0: 0x300f2 0xfffdd040 0x0 0x0',
      {
        kind: 'invalidation-submitted',
        descriptor: 'iotlb',
        granularity: 'page-selective',
        domainId: 3,
        address: 0xfffdd000,
        addressMask: 0,
        leafOnly: true,
      },
    ],
    [
      'qi_submit: iotlb_inv dmar0: 0x300f2 0xffffc001 0x0 0x0',
      { granularity: 'page-selective', domainId: 3, address: 0xffffc000, addressMask: 1, leafOnly: false },
    ],
    [
      'qi_submit: iotlb_inv dmar2: 0x800f2 0xf9a00005 0x0 0x0',
      { granularity: 'page-selective', domainId: 8, address: 0xf9a00000, addressMask: 5, leafOnly: false },
    ],
    [
      'qi_submit: iotlb_inv dmar0: 0x300e2 0x0 0x0 0x0',
      { descriptor: 'iotlb', granularity: 'domain-selective', domainId: 3, address: 0, addressMask: 0 },
    ],
    ['qi_submit: iotlb_inv dmar0: 0xd2 0x0 0x0 0x0', { descriptor: 'iotlb', granularity: 'global' }],
    ['qi_submit: cc_inv dmar0: 0x11 0x0 0x0 0x0', { descriptor: 'context', granularity: 'global' }],
    [
      'qi_submit: cc_inv dmar0: 0x800000031 0x0 0x0 0x0',
      { descriptor: 'context', granularity: 'device-selective', domainId: 0, sourceId: 8 },
    ],
    [
      'qi_submit: dev_tlb_inv dmar1: 0x1000000003 0x7ffffffffffff001 0x0 0x0',
      { kind: 'invalidation-submitted', descriptor: 'other', type: 'dev_tlb_inv' },
    ],
    [
      'cache_tag_flush_range_np: dmar0 dmar0[0] type iotlb did 3 [0xfffff000-0xffffffff] addr 0xfffff000 pages 0x1 mask 0x0',
      { kind: 'flush-range-np', domainId: 3, first: 0xfffff000, last: 0xffffffff, pages: 1, addressMask: 0 },
    ],
    [
      'cache_tag_flush_range: dmar0 0000:03:00.0[0] type devtlb did 8 [0xfffc1000-0xfffc4fff] addr 0xfffc0000 pages 0x8 mask 0x3',
      { kind: 'flush-range', domainId: 8, first: 0xfffc1000, last: 0xfffc4fff, address: 0xfffc0000, addressMask: 3 },
    ],
    ['cache_tag_flush_all: dmar0/dmar0 type iotlb did 3 pasid 0 ref 1', { kind: 'flush-all', domainId: 3 }],
    ['cache_tag_assign: dmar0/dmar0 type iotlb did 6 pasid 0 ref 3', { kind: 'cache-tag-assigned', domainId: 6 }],
    [
      'dma_map_page: 0000:00:01.0 dir=FROM_DEVICE dma_addr=ffffb040 size=1522 phys_addr=3b94040 attrs=',
      {
        kind: 'dma-map',
        call: 'page',
        device: '0000:00:01.0',
        sourceId: 8,
        direction: 'from-device',
        iova: 0xffffb040,
        size: 1522,
        paddr: 0x3b94040,
        entries: [],
      },
    ],
    [
      'dma_alloc: 0000:00:01.0 dir=BIDIRECTIONAL dma_addr=fffff000 size=4096 virt_addr=000000004cfcf0fc flags=GFP_KERNEL attrs=',
      { kind: 'dma-map', call: 'alloc', direction: 'bidirectional', iova: 0xfffff000, size: 4096, paddr: undefined },
    ],
    [
      'dma_map_sg: 0000:00:02.0 dir=FROM_DEVICE nents=14/14 ents=2/2 dma_addrs={0xfff60000,0xfff70000} sizes={0x10000,0x200} phys_addrs={0x4af3000,0x4959000} attrs=NO_WARN',
      {
        kind: 'dma-map',
        call: 'sg',
        sourceId: 16,
        iova: 0xfff60000,
        size: 0x10200,
        paddr: 0x4af3000,
        entries: [
          { iova: 0xfff60000, size: 0x10000 },
          { iova: 0xfff70000, size: 0x200 },
        ],
      },
    ],
    [
      'dma_map_sg: [FAILED TO PARSE] device=0000:00:02.0 phys_addrs=ARRAY[00, 50, 4f, 04, 00, 00, 00, 00] dma_addrs=ARRAY[00, 00, f6, ff, 00, 00, 00, 00] lengths=ARRAY[00, 10, 00, 00] dir=2 attrs=0x0',
      {
        kind: 'dma-map',
        call: 'sg',
        device: '0000:00:02.0',
        sourceId: 16,
        direction: 'from-device',
        iova: 0xfff60000,
        size: 4096,
        paddr: 0x44f5000,
      },
    ],
    [
      'dma_unmap_page: 0000:00:01.0 dir=TO_DEVICE dma_addr=ffefc802 size=90 attrs=',
      { kind: 'dma-unmap', call: 'page', direction: 'to-device', iova: 0xffefc802, size: 90 },
    ],
    [
      'dma_unmap_sg: 0000:00:02.0 dir=FROM_DEVICE phys_addrs={0x4af3000,0x4959000} attrs=',
      { kind: 'dma-unmap', call: 'sg', sourceId: 16, direction: 'from-device', iova: undefined },
    ],
    [
      'dma_unmap_sg: [FAILED TO PARSE] device=0000:00:02.0 addrs=ARRAY[00, 50] dir=1 attrs=0x0',
      { kind: 'dma-unmap', call: 'sg', sourceId: 16, direction: 'to-device' },
    ],
    [
      'dma_free: 0000:00:02.0 dir=BIDIRECTIONAL dma_addr=0 size=0 virt_addr=0000000000000000 attrs=',
      { kind: 'dma-unmap', call: 'free', iova: 0, size: 0 },
    ],
    ['dma_map_page: 10000:e1:00.0 dir=NONE dma_addr=1000 size=1 phys_addr=0 attrs=', { sourceId: 0xe100 }],
    ['dma_map_page: e2900000.usb dir=NONE dma_addr=1000 size=1 phys_addr=0 attrs=', { sourceId: undefined }],
    [
      'tracing_mark_write: stale access: device reads a TX descriptor at 0xffef9970 (IOVA page 0xffef9000 was unmapped before), descriptor points at 0xbad00000',
      { kind: 'stale-access', access: 'read', iova: 0xffef9970, page: 0xffef9000 },
    ],
    [
      'tracing_mark_write: stale access: done, TX ring registers restored',
      { kind: 'marker', text: 'stale access: done, TX ring registers restored' },
    ],
    ['print: tracing_mark_write: net_tx: probe', { kind: 'marker', text: 'net_tx: probe' }],
    [
      'console: DMAR: [DMA Read NO_PASID] Request device [00:02.0] fault addr 0xdead0000 [fault reason 0x06] PTE Read access is not set',
      { kind: 'fault', sourceId: 16, access: 'read', iova: 0xdead0000, reason: 6 },
    ],
    [
      'console: DMAR: [DMA Write] Request device [00:1a.0] PASID ffffffff fault addr dead0000 [fault reason 05] PTE Write access is not set',
      { kind: 'fault', sourceId: 0xd0, access: 'write', iova: 0xdead0000, reason: 5 },
    ],
    [
      'io_page_fault: IOMMU:ixgbe 0000:03:00.0 iova=0x00000000fffc1000 flags=0x0001',
      { kind: 'fault', sourceId: 0x300, access: 'write', iova: 0xfffc1000, reason: undefined },
    ],
    ['console: DMAR: DRHD: handling fault status reg 2', { kind: 'other', name: 'console' }],
    ['add_device_to_group: IOMMU: groupID=14 device=0000:03:00.0', { kind: 'group-added', group: 14, sourceId: 0x300 }],
    ['attach_device_to_domain: IOMMU: device=0000:03:00.0', { kind: 'attached', device: '0000:03:00.0' }],
    ['sched_switch: prev_comm=bash prev_pid=1', { kind: 'other', name: 'sched_switch' }],
  ];

  test.each(cases)('%s', (text, expected) => {
    expect(parse(prefix + text)).toMatchObject({
      line: 1,
      time: 8_205_865_000,
      task: 'ifconfig',
      pid: 254,
      cpu: 1,
      context: 'process',
      ...expected,
    });
  });
});

describe('a damaged event is refused with a reason', () => {
  const prefix = 'wl-1 [000] ..... 1.000000: ';
  test.each([
    ['map: IOMMU: iova=0x1000 - 0x2000 paddr=0x3000 size=8192', /disagree/],
    ['map: IOMMU: iova=0x1000 - 0x2000 paddr=0x3000 size=40', /whole pages/],
    ['map: IOMMU: iova=0x1008 - 0x2008 paddr=0x3000 size=4096', /whole pages/],
    ['map: IOMMU: iova=0x1000 - 0x1000 paddr=0x3000 size=0', /whole pages/],
    ['map: IOMMU: iova=0x1000 - 0x2000 paddr=0x', /whole pages|size/],
    ['map: IOMMU: iova=0xfffffffffffff000 - 0x0 paddr=0x3000 size=4096', /whole pages/],
    ['map: ', /no iova/],
    ['unmap: IOMMU: iova=0x1000 - 0x20', /size/],
    ['qi_submit: iotlb_inv dmar0: 0x300c2 0x0 0x0 0x0', /granularity/],
    ['qi_submit: iotlb_inv', /first word/],
    ['cache_tag_flush_all: dmar0', /domain/],
    ['dma_map_page: 0000:00:01.0 dir=TO_DEVICE', /DMA address/],
    ['dma_map_sg: [FAILED TO PARSE] device=0000:00:02.0', /trace-cmd/],
    ['sys_close <-system_call_fastpath', /event name/],
    ['', /event name/],
  ])('%s', (text, reason) => {
    expect(parse(prefix + text)).toMatch(reason);
  });
});

describe('the columns before the event', () => {
  const event = 'flush: x';
  test.each([
    ['          <idle>-0       [001] d.h1.    10.789861: ', '<idle>', 0, 1, 10_789_861_000, 'hard-interrupt'],
    ['     kworker/1:1-34      [001] dNh1.    10.861398: ', 'kworker/1:1', 34, 1, 10_861_398_000, 'hard-interrupt'],
    ['              wl-292     [000] ..s1.    10.860332: ', 'wl', 292, 0, 10_860_332_000, 'soft-interrupt'],
    ['          <idle>-0       [000] d.H2.    43.106291: ', '<idle>', 0, 0, 43_106_291_000, 'hard-interrupt'],
    [' gem_exec_gttfil-1010 [004] .N... 50.126420: ', 'gem_exec_gttfil', 1010, 4, 50_126_420_000, 'process'],
    ['        qemu-kvm-4575 [008] ....... 438.308478: ', 'qemu-kvm', 4575, 8, 438_308_478_000, 'process'],
    ['            ping-938   [000]    59.704115: ', 'ping', 938, 0, 59_704_115_000, 'unknown'],
    ['            ping-938   [000]    59.704115064: ', 'ping', 938, 0, 59_704_115_064, 'unknown'],
    ['            ping-938   [000] ...1.    59.704115: ', 'ping', 938, 0, 59_704_115_000, 'process'],
    ['            bash-1977  (   1977) [131] .....  17284.993652: ', 'bash', 1977, 131, 17_284_993_652_000, 'process'],
    ['  Web Content: x-12-7  (-----) [000] .....  1.5: ', 'Web Content: x-12', 7, 0, 1_500_000_000, 'process'],
    ['  a-1 [000] b-77 [001] ..... 2.000001: ', 'a-1 [000] b', 77, 1, 2_000_001_000, 'process'],
  ])('%s', (prefix, task, pid, cpu, time, context) => {
    expect(parse(prefix + event)).toMatchObject({ kind: 'other', name: 'flush', task, pid, cpu, time, context });
  });

  test.each([
    '',
    'bash-1977',
    'bash-1977 [000]',
    'bash-1977 [000] d.h1.',
    'bash [000] ..... 1.0: x:',
    '[000] ..... 1.0: map: x',
  ])('are missing in "%s"', (line) => expect(parse(line)).toMatch(/does not begin/));

  test('may end in a carriage return', () => {
    expect(parse('wl-1 [000] ..... 1.000000: tracing_mark_write: hello\r')).toMatchObject({ text: 'hello' });
  });
});
