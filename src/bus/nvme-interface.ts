/**
 * What an NVMe device of this machine and its driver agree on. Queue entries and doorbells are those of the NVM Express
 * base specification; the one pair of I/O queues is set up through plain registers instead of admin commands.
 */

/** Offsets of the registers; u32 each. */
export const NVME_REGISTER = {
  messageAddressLow: 0x00,
  messageAddressHigh: 0x04,
  /** MSI data: the vector. */
  messageData: 0x08,
  /** 1 = enabled. Enabling empties both queues and starts at phase 1; disabling gives up what is unfinished. */
  control: 0x14,
  /** Completions after which the device interrupts, and nanoseconds by which it does so at the latest. */
  coalesceCompletions: 0x18,
  coalesceTime: 0x1c,
  /** Entries of each queue, a power of two, 2 … 1024. */
  queueSize: 0x20,
  /** IOVA of the submission queue; a multiple of 4096. */
  submissionLow: 0x28,
  submissionHigh: 0x2c,
  /** IOVA of the completion queue; a multiple of 4096. */
  completionLow: 0x30,
  completionHigh: 0x34,
  /** Doorbell of queue 1: index after the last submission entry posted. */
  submissionTail: 0x1008,
  /** Doorbell of queue 1: index of the first completion entry not yet consumed. */
  completionHead: 0x100c,
} as const;

/** Bytes and u32 words of a submission entry. */
export const SUBMISSION_BYTES = 64;
export const SUBMISSION_WORDS = 16;
/** Which u32 word of a submission entry holds what. */
export const SUBMISSION_WORD = {
  /** 7:0 opcode, 31:16 command identifier. */
  command: 0,
  /** Namespace, 1. */
  namespaceId: 1,
  /** PRP entry 1: IOVA of the first page. */
  prp1Low: 6,
  prp1High: 7,
  /** PRP entry 2: IOVA of the second page, or of the PRP list when there are more than two pages. */
  prp2Low: 8,
  prp2High: 9,
  /** First logical block, low and high half. */
  blockLow: 10,
  blockHigh: 11,
  /** 15:0 number of logical blocks minus 1. */
  blockCount: 12,
} as const;

export const NVME_OPCODE_READ = 0x02;
/** Lowest bit of the command identifier in its word. */
export const COMMAND_ID_SHIFT = 16;

/** Bytes and u32 words of a completion entry. */
export const COMPLETION_BYTES = 16;
export const COMPLETION_WORDS = 4;
/** Which u32 word of a completion entry holds what. */
export const COMPLETION_WORD = {
  /** 15:0 submission queue head, 31:16 submission queue identifier (1). */
  submissionHead: 2,
  /** 15:0 command identifier, bit 16 phase, 31:17 status (0 = success). */
  status: 3,
} as const;
/** Bit of the phase tag in the status word. */
export const COMPLETION_PHASE_BIT = 16;
/** Lowest bit of the status field in the status word. */
export const COMPLETION_STATUS_SHIFT = 17;
/** Status codes (generic command status): unknown opcode; a field cannot be so; a DMA of the command was blocked. */
export const NVME_STATUS_INVALID_OPCODE = 0x01;
export const NVME_STATUS_INVALID_FIELD = 0x02;
export const NVME_STATUS_TRANSFER_ERROR = 0x04;

/** Bytes of a logical block. The first u32 of each block read holds the low half of its number: the test pattern. */
export const BLOCK_BYTES = 4096;
/** Bytes of a PRP entry; a list of them fills at most one page: 512 pages, 2 MiB. */
export const PRP_BYTES = 8;
