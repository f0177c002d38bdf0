import { describe, expect, test } from 'vitest';

import { buildCapabilities, decodeCapabilities, supportsAddressWidth } from '../../src/spec/capability.ts';

// The recorded reset values of another implementation with the same features.
test.each([
  { addressWidth: 48, cachingMode: true, cap: 0x00d2_008c_222f_0686n },
  { addressWidth: 48, cachingMode: false, cap: 0x00d2_008c_222f_0606n },
  { addressWidth: 39, cachingMode: true, cap: 0x00d2_008c_2226_0286n },
  { addressWidth: 39, cachingMode: false, cap: 0x00d2_008c_2226_0206n },
] as const)('CAP of a unit of $addressWidth bits, caching mode $cachingMode', ({ addressWidth, cachingMode, cap }) => {
  const { capLow, capHigh, ecapLow, ecapHigh } = buildCapabilities({ addressWidth, cachingMode });
  expect((BigInt(capHigh) << 32n) | BigInt(capLow)).toBe(cap);
  expect([ecapLow, ecapHigh]).toEqual([0xf42, 0]);
});

describe('a driver reads', () => {
  test('all it needs', () => {
    expect(decodeCapabilities(buildCapabilities({ addressWidth: 48, cachingMode: true }))).toEqual({
      domainCount: 65_536,
      advancedFaultLogging: false,
      requiredWriteBufferFlush: false,
      cachingMode: true,
      sagaw: 0b110,
      mgaw: 48,
      zeroLengthRead: false,
      faultRecordOffset: 0x220,
      faultRecordCount: 1,
      pages2M: true,
      pages1G: true,
      pageSelective: true,
      maxAddressMask: 18,
      drainsWrites: true,
      drainsReads: true,
      coherentWalks: false,
      queuedInvalidation: true,
      deviceTlb: false,
      interruptRemapping: false,
      passThrough: true,
      snoopControl: false,
      invalidateAddressOffset: 0xf0,
      iotlbOffset: 0xf8,
    });
  });

  test('which table depths there are', () => {
    const narrow = decodeCapabilities(buildCapabilities({ addressWidth: 39, cachingMode: false }));
    expect([0, 1, 2, 3].map((aw) => supportsAddressWidth(narrow.sagaw, aw))).toEqual([false, true, false, false]);
    const wide = decodeCapabilities(buildCapabilities({ addressWidth: 48, cachingMode: false }));
    expect([0, 1, 2, 3].map((aw) => supportsAddressWidth(wide.sagaw, aw))).toEqual([false, true, true, false]);
  });

  test('words of real hardware', () => {
    // CAP and ECAP as Linux printed them for a desktop of 2011 (dmar0: cap c0000020e60262, ecap f0101a).
    const real = decodeCapabilities({ capLow: 0x20e6_0262, capHigh: 0x00c0_0000, ecapLow: 0x00f0_101a, ecapHigh: 0 });
    expect(real.sagaw).toBe(0b00010);
    expect(real.mgaw).toBe(39);
    expect(real.cachingMode).toBe(false);
    expect(real.pageSelective).toBe(false);
    expect(real.faultRecordOffset).toBe(0x200);
    expect(real.queuedInvalidation).toBe(true);
    expect(real.interruptRemapping).toBe(true);
    expect(real.iotlbOffset).toBe(0x108);
  });
});
