import { present } from '../base/assert.ts';
import { findField, maskInWord, type FieldSpec } from './field.ts';

/** A register of the remapping unit. */
export interface RegisterSpec {
  /** Name as in the specification, without `_REG`. */
  readonly name: string;
  /** What it is, in words. */
  readonly title: string;
  /** Byte offset in the register page. */
  readonly offset: number;
  readonly width: 32 | 64 | 128;
  /** Value of the low 32 bits after reset, 0 when left out; CAP and ECAP follow from the configuration. */
  readonly reset?: number;
  /** Section of the specification (revision 3 numbering). */
  readonly section: string;
  readonly fields: readonly FieldSpec[];
}

/** IVA and IOTLB stand at ECAP.IRO × 16. The specification leaves the place open; ours. */
export const INVALIDATION_REGISTERS_OFFSET = 0xf0;
/** Fault records stand at CAP.FRO × 16. The specification leaves the place open; ours. */
export const FAULT_RECORDS_OFFSET = 0x220;

/**
 * All registers of a unit in legacy mode, declared once: emulator, guest driver, tests and register panel read this.
 *
 * Access classes describe this unit: fields of features that its capabilities deny (advanced fault logging, device-TLB,
 * protected memory regions, extended interrupt mode) are `reserved`.
 */
export const REGISTERS = [
  {
    name: 'VER',
    title: 'Version',
    offset: 0x00,
    width: 32,
    reset: 0x10,
    section: '10.4.1',
    fields: [
      { name: 'MAX', bits: [7, 4], access: 'read-only', help: 'major version of the architecture' },
      { name: 'MIN', bits: [3, 0], access: 'read-only', help: 'minor version' },
    ],
  },
  {
    name: 'CAP',
    title: 'Capability',
    offset: 0x08,
    width: 64,
    section: '10.4.2',
    fields: [
      { name: 'DRD', bits: [55, 55], access: 'read-only', help: 'reads in flight can be drained' },
      { name: 'DWD', bits: [54, 54], access: 'read-only', help: 'writes in flight can be drained' },
      {
        name: 'MAMV',
        bits: [53, 48],
        access: 'read-only',
        help: 'largest address mask of a page-selective invalidation',
      },
      { name: 'NFR', bits: [47, 40], access: 'read-only', help: 'number of fault records, minus one' },
      { name: 'PSI', bits: [39, 39], access: 'read-only', help: 'page-selective invalidation is supported' },
      { name: 'SLLPS', bits: [37, 34], access: 'read-only', help: 'large pages: bit 34 = 2 MiB, bit 35 = 1 GiB' },
      { name: 'FRO', bits: [33, 24], access: 'read-only', help: 'offset of the fault records, in 16 bytes' },
      { name: 'ZLR', bits: [22, 22], access: 'read-only', help: 'zero-length reads of write-only pages are allowed' },
      { name: 'MGAW', bits: [21, 16], access: 'read-only', help: 'largest width of a DMA address in bits, minus one' },
      {
        name: 'SAGAW',
        bits: [12, 8],
        access: 'read-only',
        help: 'table depths: bit 9 = 39-bit/3 levels, bit 10 = 48-bit/4 levels',
      },
      { name: 'CM', bits: [7, 7], access: 'read-only', help: 'caching mode: not-present entries may be cached' },
      { name: 'PHMR', bits: [6, 6], access: 'read-only', help: 'protected high memory region' },
      { name: 'PLMR', bits: [5, 5], access: 'read-only', help: 'protected low memory region' },
      { name: 'RWBF', bits: [4, 4], access: 'read-only', help: 'software must flush the write buffer' },
      { name: 'AFL', bits: [3, 3], access: 'read-only', help: 'advanced fault logging' },
      { name: 'ND', bits: [2, 0], access: 'read-only', help: 'domains: 2^(4 + 2·ND)' },
    ],
  },
  {
    name: 'ECAP',
    title: 'Extended capability',
    offset: 0x10,
    width: 64,
    section: '10.4.3',
    fields: [
      {
        name: 'MHMV',
        bits: [23, 20],
        access: 'read-only',
        help: 'largest handle mask of interrupt-entry invalidation',
      },
      { name: 'IRO', bits: [17, 8], access: 'read-only', help: 'offset of the IVA and IOTLB registers, in 16 bytes' },
      { name: 'SC', bits: [7, 7], access: 'read-only', help: 'snoop control' },
      { name: 'PT', bits: [6, 6], access: 'read-only', help: 'pass-through translation type' },
      { name: 'EIM', bits: [4, 4], access: 'read-only', help: 'extended interrupt mode' },
      { name: 'IR', bits: [3, 3], access: 'read-only', help: 'interrupt remapping' },
      { name: 'DT', bits: [2, 2], access: 'read-only', help: 'device-TLBs' },
      { name: 'QI', bits: [1, 1], access: 'read-only', help: 'queued invalidation' },
      { name: 'C', bits: [0, 0], access: 'read-only', help: 'walks snoop the processor caches' },
    ],
  },
  {
    name: 'GCMD',
    title: 'Global command',
    offset: 0x18,
    width: 32,
    section: '10.4.4',
    fields: [
      { name: 'TE', bits: [31, 31], access: 'write-only', help: 'translation on or off' },
      { name: 'SRTP', bits: [30, 30], access: 'one-shot', help: 'take the root-table pointer from RTADDR' },
      { name: 'SFL', bits: [29, 29], access: 'one-shot', help: 'take the fault-log pointer from AFLOG' },
      { name: 'EAFL', bits: [28, 28], access: 'write-only', help: 'advanced fault logging on or off' },
      { name: 'WBF', bits: [27, 27], access: 'one-shot', help: 'flush the write buffer' },
      { name: 'QIE', bits: [26, 26], access: 'write-only', help: 'queued invalidation on or off' },
      { name: 'IRE', bits: [25, 25], access: 'write-only', help: 'interrupt remapping on or off' },
      { name: 'SIRTP', bits: [24, 24], access: 'one-shot', help: 'take the interrupt-table pointer from IRTA' },
      { name: 'CFI', bits: [23, 23], access: 'write-only', help: 'let compatibility-format interrupts pass' },
    ],
  },
  {
    name: 'GSTS',
    title: 'Global status',
    offset: 0x1c,
    width: 32,
    section: '10.4.5',
    fields: [
      { name: 'TES', bits: [31, 31], access: 'read-only', help: 'translation is on' },
      { name: 'RTPS', bits: [30, 30], access: 'read-only', help: 'the root-table pointer was taken' },
      { name: 'FLS', bits: [29, 29], access: 'read-only', help: 'the fault-log pointer was taken' },
      { name: 'AFLS', bits: [28, 28], access: 'read-only', help: 'advanced fault logging is on' },
      { name: 'WBFS', bits: [27, 27], access: 'read-only', help: 'the write buffer is being flushed' },
      { name: 'QIES', bits: [26, 26], access: 'read-only', help: 'queued invalidation is on' },
      { name: 'IRES', bits: [25, 25], access: 'read-only', help: 'interrupt remapping is on' },
      { name: 'IRTPS', bits: [24, 24], access: 'read-only', help: 'the interrupt-table pointer was taken' },
      { name: 'CFIS', bits: [23, 23], access: 'read-only', help: 'compatibility-format interrupts pass' },
    ],
  },
  {
    name: 'RTADDR',
    title: 'Root-table address',
    offset: 0x20,
    width: 64,
    section: '10.4.6',
    fields: [
      { name: 'RTA', bits: [63, 12], access: 'read-write', help: 'address of the root table, taken by GCMD.SRTP' },
      { name: 'TTM', bits: [11, 10], access: 'read-write', help: 'translation table mode; this unit knows 0, legacy' },
    ],
  },
  {
    name: 'CCMD',
    title: 'Context command',
    offset: 0x28,
    width: 64,
    section: '10.4.7',
    fields: [
      {
        name: 'ICC',
        bits: [63, 63],
        access: 'read-write',
        help: 'set to invalidate the context cache; clear when it is done',
      },
      {
        name: 'CIRG',
        bits: [62, 61],
        access: 'read-write',
        help: 'granularity asked for: 1 global, 2 domain, 3 device',
      },
      { name: 'CAIG', bits: [60, 59], access: 'read-only', help: 'granularity performed' },
      {
        name: 'FM',
        bits: [33, 32],
        access: 'write-only',
        help: 'function mask: how many bits of the function, from the top, not to compare',
      },
      { name: 'SID', bits: [31, 16], access: 'write-only', help: 'source-id' },
      { name: 'DID', bits: [15, 0], access: 'read-write', help: 'domain-id' },
    ],
  },
  {
    name: 'FSTS',
    title: 'Fault status',
    offset: 0x34,
    width: 32,
    section: '10.4.9',
    fields: [
      { name: 'FRI', bits: [15, 8], access: 'read-only', help: 'index of the first pending fault record' },
      { name: 'ITE', bits: [6, 6], access: 'reserved', help: 'device-TLB invalidation timed out' },
      { name: 'ICE', bits: [5, 5], access: 'reserved', help: 'device-TLB invalidation completed wrongly' },
      { name: 'IQE', bits: [4, 4], access: 'write-1-clears', help: 'the invalidation queue met an error' },
      { name: 'APF', bits: [3, 3], access: 'reserved', help: 'advanced fault log has a pending fault' },
      { name: 'AFO', bits: [2, 2], access: 'reserved', help: 'advanced fault log overflowed' },
      { name: 'PPF', bits: [1, 1], access: 'read-only', help: 'a fault record is pending' },
      { name: 'PFO', bits: [0, 0], access: 'write-1-clears', help: 'a fault was lost: no free record' },
    ],
  },
  {
    name: 'FECTL',
    title: 'Fault event control',
    offset: 0x38,
    width: 32,
    reset: 0x8000_0000,
    section: '10.4.10',
    fields: [
      { name: 'IM', bits: [31, 31], access: 'read-write', help: 'hold the fault interrupt back' },
      { name: 'IP', bits: [30, 30], access: 'read-only', help: 'a fault interrupt is held back' },
    ],
  },
  {
    name: 'FEDATA',
    title: 'Fault event data',
    offset: 0x3c,
    width: 32,
    section: '10.4.11',
    fields: [
      { name: 'EIMD', bits: [31, 16], access: 'reserved', help: 'high half of the message data' },
      { name: 'IMD', bits: [15, 0], access: 'read-write', help: 'data of the interrupt message' },
    ],
  },
  {
    name: 'FEADDR',
    title: 'Fault event address',
    offset: 0x40,
    width: 32,
    section: '10.4.12',
    fields: [{ name: 'MA', bits: [31, 2], access: 'read-write', help: 'address of the interrupt message' }],
  },
  {
    name: 'FEUADDR',
    title: 'Fault event upper address',
    offset: 0x44,
    width: 32,
    section: '10.4.13',
    fields: [
      { name: 'MUA', bits: [31, 0], access: 'reserved', help: 'address bits 63:32; extended interrupt mode only' },
    ],
  },
  {
    name: 'AFLOG',
    title: 'Advanced fault log',
    offset: 0x58,
    width: 64,
    section: '10.4.15',
    fields: [
      { name: 'FLA', bits: [63, 12], access: 'reserved', help: 'address of the log in memory' },
      { name: 'FLS', bits: [11, 9], access: 'reserved', help: 'size of the log' },
    ],
  },
  {
    name: 'PMEN',
    title: 'Protected memory enable',
    offset: 0x64,
    width: 32,
    section: '10.4.16',
    fields: [
      { name: 'EPM', bits: [31, 31], access: 'reserved', help: 'protected regions on' },
      { name: 'PRS', bits: [0, 0], access: 'reserved', help: 'protected regions are on' },
    ],
  },
  {
    name: 'PLMBASE',
    title: 'Protected low memory base',
    offset: 0x68,
    width: 32,
    section: '10.4.17',
    fields: [{ name: 'PLMB', bits: [31, 0], access: 'reserved', help: 'first address' }],
  },
  {
    name: 'PLMLIMIT',
    title: 'Protected low memory limit',
    offset: 0x6c,
    width: 32,
    section: '10.4.18',
    fields: [{ name: 'PLML', bits: [31, 0], access: 'reserved', help: 'last address' }],
  },
  {
    name: 'PHMBASE',
    title: 'Protected high memory base',
    offset: 0x70,
    width: 64,
    section: '10.4.19',
    fields: [{ name: 'PHMB', bits: [63, 0], access: 'reserved', help: 'first address' }],
  },
  {
    name: 'PHMLIMIT',
    title: 'Protected high memory limit',
    offset: 0x78,
    width: 64,
    section: '10.4.20',
    fields: [{ name: 'PHML', bits: [63, 0], access: 'reserved', help: 'last address' }],
  },
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
  {
    name: 'FRCD',
    title: 'Fault record',
    offset: FAULT_RECORDS_OFFSET,
    width: 128,
    section: '10.4.14',
    fields: [
      { name: 'F', bits: [127, 127], access: 'write-1-clears', help: 'this record holds a fault' },
      { name: 'T', bits: [126, 126], access: 'read-only', help: '1 = the request was a read' },
      { name: 'FR', bits: [103, 96], access: 'read-only', help: 'fault reason' },
      { name: 'SID', bits: [79, 64], access: 'read-only', help: 'source-id of the request' },
      { name: 'FI', bits: [63, 12], access: 'read-only', help: 'page address of the request' },
    ],
  },
] as const satisfies readonly RegisterSpec[];

type RegisterRow = (typeof REGISTERS)[number];
export type RegisterName = RegisterRow['name'];
/** Names of the fields of a register. */
export type FieldNameOf<R extends RegisterName> = Extract<RegisterRow, { name: R }>['fields'][number]['name'];

/** Byte offset of a register by name: `OFFSET.CCMD`. */
export const OFFSET = Object.fromEntries(REGISTERS.map((row) => [row.name, row.offset])) as Readonly<
  Record<RegisterName, number>
>;

/** The declaration of a register. */
export function registerSpec(name: RegisterName): RegisterSpec {
  return present(
    REGISTERS.find((row) => row.name === name),
    name,
  );
}

/** The declaration of a field of a register. */
export function registerField<R extends RegisterName>(register: R, field: FieldNameOf<R>): FieldSpec {
  return present(findField(registerSpec(register).fields, field), `${register}.${field}`);
}

/** A field as a mask of 32-bit word `word` of its register (0 = bits 31:0): `registerMask('CCMD', 'ICC', 1)`. */
export function registerMask<R extends RegisterName>(register: R, field: FieldNameOf<R>, word = 0): number {
  return maskInWord(registerField(register, field), word);
}
