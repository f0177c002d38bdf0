import { describe, expect, test } from 'vitest';

import { readField } from '../../src/spec/field.ts';
import {
  comparedSourceBits,
  CONTEXT_DEVICE,
  contextCommandHigh,
  contextCommandLow,
  contextPerformed,
  contextRequested,
  descriptorSpec,
  descriptorType,
  encodeContextDescriptor,
  encodeIotlbDescriptor,
  encodeWaitDescriptor,
  invalidateAddressLow,
  IOTLB_DOMAIN,
  IOTLB_GLOBAL,
  IOTLB_PAGES,
  iotlbCommandHigh,
  iotlbPerformed,
  iotlbRequested,
  WAIT_INTERRUPT,
  WAIT_STATUS_WRITE,
} from '../../src/spec/invalidation.ts';

const words = new Uint32Array(4);

/** The fields of the descriptor in `words`, by its own format. */
function decode(): Record<string, number> {
  const fields = descriptorSpec(descriptorType(words[0]!))?.fields ?? [];
  return Object.fromEntries(fields.map((field) => [field.name, readField(field, words)]));
}

describe('descriptors', () => {
  test('IOTLB, pages', () => {
    encodeIotlbDescriptor(words, IOTLB_PAGES, 0x1234, 0x7f_1234_5000, 3, true);
    expect([...words]).toEqual([0x1234_00f2, 0, 0x1234_5043, 0x7f]);
    expect(decode()).toEqual({ ADDR: 0x7f_1234_5, IH: 1, AM: 3, DID: 0x1234, DR: 1, DW: 1, G: 3, TYPE: 2 });
  });

  test('IOTLB, domain and global, leave the high half zero', () => {
    encodeIotlbDescriptor(words, IOTLB_DOMAIN, 7, 0x1000, 2);
    expect([...words]).toEqual([0x0007_00e2, 0, 0, 0]);
    encodeIotlbDescriptor(words, IOTLB_GLOBAL);
    expect([...words]).toEqual([0xd2, 0, 0, 0]);
  });

  test('context cache', () => {
    encodeContextDescriptor(words, CONTEXT_DEVICE, 9, 0x0020, 2);
    expect([...words]).toEqual([0x0009_0031, 0x0002_0020, 0, 0]);
    expect(decode()).toEqual({ FM: 2, SID: 0x20, DID: 9, G: 3, TYPE: 1 });
  });

  test('wait', () => {
    encodeWaitDescriptor(words, WAIT_STATUS_WRITE, 0x1_0000_2004, 0xdead_beef);
    expect([...words]).toEqual([0x25, 0xdead_beef, 0x2004, 1]);
    expect(decode()).toEqual({ SADDR: 0x4000_0801, SDATA: 0xdead_beef, FN: 0, SW: 1, IF: 0, TYPE: 5 });
    encodeWaitDescriptor(words, WAIT_INTERRUPT, 0, 0);
    expect(words[0]).toBe(0x15);
  });
});

describe('register commands', () => {
  test('IOTLB', () => {
    expect(iotlbCommandHigh(IOTLB_PAGES, 0x1234)).toBe(0xb003_1234);
    expect(iotlbRequested(0xb003_1234)).toBe(3);
    expect(iotlbPerformed(0x3600_0000)).toBe(3);
    expect(invalidateAddressLow(0x1_2345_6000, 18, false)).toBe(0x2345_6012);
  });

  test('CCMD', () => {
    expect(contextCommandLow(5, 0x0020)).toBe(0x0020_0005);
    expect(contextCommandHigh(CONTEXT_DEVICE, 3)).toBe(0xe000_0003);
    expect(contextRequested(0xe000_0003)).toBe(3);
    expect(contextPerformed(0x1800_0000)).toBe(3);
  });
});

test('a function mask leaves out function bits from the top', () => {
  expect([0, 1, 2, 3].map((mask) => comparedSourceBits(mask))).toEqual([0xffff, 0xfffb, 0xfff9, 0xfff8]);
});
