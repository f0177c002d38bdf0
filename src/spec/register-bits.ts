import { registerMask } from './registers.ts';

/*
 * Masks of single bits that code tests and sets, taken from the register table. `…_HIGH` belongs to bits 63:32 of a
 * 64-bit register; the others to bits 31:0.
 */
export const GCMD_TE = registerMask('GCMD', 'TE');
export const GCMD_SRTP = registerMask('GCMD', 'SRTP');
export const GCMD_WBF = registerMask('GCMD', 'WBF');
export const GCMD_QIE = registerMask('GCMD', 'QIE');
export const GSTS_TES = registerMask('GSTS', 'TES');
export const GSTS_RTPS = registerMask('GSTS', 'RTPS');
export const GSTS_QIES = registerMask('GSTS', 'QIES');
export const FSTS_PFO = registerMask('FSTS', 'PFO');
export const FSTS_PPF = registerMask('FSTS', 'PPF');
export const FSTS_IQE = registerMask('FSTS', 'IQE');
/** Interrupt mask and pending bits, the same in FECTL and IECTL. */
export const EVENT_IM = registerMask('FECTL', 'IM');
export const EVENT_IP = registerMask('FECTL', 'IP');
export const ICS_IWC = registerMask('ICS', 'IWC');
export const CCMD_ICC_HIGH = registerMask('CCMD', 'ICC', 1);
export const IOTLB_IVT_HIGH = registerMask('IOTLB', 'IVT', 1);
/** Fault record, bits 127:96. */
export const FRCD_F_TOP = registerMask('FRCD', 'F', 3);
export const FRCD_T_TOP = registerMask('FRCD', 'T', 3);
