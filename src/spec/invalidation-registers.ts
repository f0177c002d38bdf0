import type { RegisterSpec } from './register-spec.ts';

/** IVA and IOTLB stand at ECAP.IRO × 16. The specification leaves the place open; ours. */
export const INVALIDATION_REGISTERS_OFFSET = 0xf0;

/** Invalidation queue, completion event and the register-based invalidation of the IOTLB: rows of the register table. */
export const INVALIDATION_REGISTERS = [
  {
    name: 'IQH',
    title: 'Invalidation queue head',
    offset: 0x80,
    width: 64,
    section: '10.4.21',
    fields: [{ name: 'QH', bits: [18, 4], access: 'read-only', help: 'index of the descriptor to fetch next' }],
  },
  {
    name: 'IQT',
    title: 'Invalidation queue tail',
    offset: 0x88,
    width: 64,
    section: '10.4.22',
    fields: [{ name: 'QT', bits: [18, 4], access: 'read-write', help: 'index of the place software writes next' }],
  },
  {
    name: 'IQA',
    title: 'Invalidation queue address',
    offset: 0x90,
    width: 64,
    section: '10.4.23',
    fields: [
      { name: 'IQA', bits: [63, 12], access: 'read-write', help: 'address of the queue' },
      { name: 'DW', bits: [11, 11], access: 'reserved', help: '256-bit descriptors; scalable mode only' },
      { name: 'QS', bits: [2, 0], access: 'read-write', help: 'size: 2^QS pages of 256 descriptors' },
    ],
  },
  {
    name: 'ICS',
    title: 'Invalidation completion status',
    offset: 0x9c,
    width: 32,
    section: '10.4.24',
    fields: [
      {
        name: 'IWC',
        bits: [0, 0],
        access: 'write-1-clears',
        help: 'a wait descriptor with the interrupt flag completed',
      },
    ],
  },
  {
    name: 'IECTL',
    title: 'Invalidation event control',
    offset: 0xa0,
    width: 32,
    reset: 0x8000_0000,
    section: '10.4.25',
    fields: [
      { name: 'IM', bits: [31, 31], access: 'read-write', help: 'hold the completion interrupt back' },
      { name: 'IP', bits: [30, 30], access: 'read-only', help: 'a completion interrupt is held back' },
    ],
  },
  {
    name: 'IEDATA',
    title: 'Invalidation event data',
    offset: 0xa4,
    width: 32,
    section: '10.4.26',
    fields: [
      { name: 'EIMD', bits: [31, 16], access: 'read-write', help: 'high half of the message data' },
      { name: 'IMD', bits: [15, 0], access: 'read-write', help: 'data of the interrupt message' },
    ],
  },
  {
    name: 'IEADDR',
    title: 'Invalidation event address',
    offset: 0xa8,
    width: 32,
    section: '10.4.27',
    fields: [{ name: 'MA', bits: [31, 2], access: 'read-write', help: 'address of the interrupt message' }],
  },
  {
    name: 'IEUADDR',
    title: 'Invalidation event upper address',
    offset: 0xac,
    width: 32,
    section: '10.4.28',
    fields: [
      { name: 'MUA', bits: [31, 0], access: 'reserved', help: 'address bits 63:32; extended interrupt mode only' },
    ],
  },
  {
    name: 'IQER',
    title: 'Invalidation queue error record',
    offset: 0xb0,
    width: 64,
    section: '10.4.29',
    fields: [{ name: 'IQEI', bits: [3, 0], access: 'read-only', help: 'kind of queue error; 0 = not told, as here' }],
  },
  {
    name: 'IRTA',
    title: 'Interrupt-remapping table address',
    offset: 0xb8,
    width: 64,
    section: '10.4.30',
    fields: [
      {
        name: 'IRTA',
        bits: [63, 12],
        access: 'read-write',
        help: 'address of the table; unused without interrupt remapping',
      },
      { name: 'EIME', bits: [11, 11], access: 'read-write', help: 'extended interrupt mode' },
      { name: 'S', bits: [3, 0], access: 'read-write', help: 'size: 2^(S+1) entries' },
    ],
  },
  {
    name: 'IVA',
    title: 'Invalidate address',
    offset: INVALIDATION_REGISTERS_OFFSET,
    width: 64,
    section: '10.4.8.2',
    fields: [
      { name: 'ADDR', bits: [63, 12], access: 'write-only', help: 'first page of a page-selective invalidation' },
      { name: 'IH', bits: [6, 6], access: 'write-only', help: 'hint: only leaf entries changed' },
      { name: 'AM', bits: [5, 0], access: 'write-only', help: 'address mask: 2^AM pages' },
    ],
  },
  {
    name: 'IOTLB',
    title: 'IOTLB invalidate',
    offset: INVALIDATION_REGISTERS_OFFSET + 8,
    width: 64,
    section: '10.4.8.1',
    fields: [
      { name: 'IVT', bits: [63, 63], access: 'read-write', help: 'set to invalidate the IOTLB; clear when it is done' },
      { name: 'IIRG', bits: [61, 60], access: 'read-write', help: 'granularity asked for: 1 global, 2 domain, 3 page' },
      { name: 'IAIG', bits: [58, 57], access: 'read-only', help: 'granularity performed' },
      { name: 'DR', bits: [49, 49], access: 'read-write', help: 'drain reads' },
      { name: 'DW', bits: [48, 48], access: 'read-write', help: 'drain writes' },
      { name: 'DID', bits: [47, 32], access: 'read-write', help: 'domain-id' },
    ],
  },
] as const satisfies readonly RegisterSpec[];
