/**
 * What a NIC of this machine and its driver agree on: registers and descriptors. A simple controller in the manner of
 * Intel's (82574, 82599), reduced to what moves frames; it follows no data sheet to the bit.
 *
 * Two rings, transmit and receive, each a power of two of 16-byte descriptors in memory. The driver owns the descriptors
 * from its next free one up to `head`; the NIC owns those from `head` up to `tail`. One descriptor carries one frame.
 */

/** Offsets of the registers outside the rings; u32 each. */
export const NIC_REGISTER = {
  /** MSI address, low and high half. */
  messageAddressLow: 0x00,
  messageAddressHigh: 0x04,
  /** Frames after which the NIC writes back and interrupts; 1 … 256, both rings. */
  coalesceFrames: 0x08,
  /** Nanoseconds after the first finished frame by which it does so at the latest; both rings. */
  coalesceTime: 0x0c,
  /** Received frames shorter than this interrupt at once (Intel calls it low-latency interrupt); 0 = none do. */
  lowLatencySize: 0x10,
} as const;

/** Start of the register block of each ring. */
export const NIC_TRANSMIT_BLOCK = 0x100;
export const NIC_RECEIVE_BLOCK = 0x200;

/** Offsets inside the register block of a ring; u32 each. */
export const NIC_RING_REGISTER = {
  /** IOVA of the ring, low and high half; a multiple of 64. Read when the ring is enabled. */
  baseLow: 0x00,
  baseHigh: 0x04,
  /** Number of descriptors, a power of two, 16 … 4096. */
  size: 0x08,
  /** Doorbell: index after the last descriptor that the driver has posted. */
  tail: 0x0c,
  /** Read-only: index of the first descriptor that the NIC has not finished. */
  head: 0x10,
  /** 1 = enabled. Enabling sets head and tail to 0; disabling first writes back what has finished. */
  control: 0x14,
  /** MSI data of the ring's interrupts: the vector. */
  messageData: 0x18,
} as const;

/** Bytes and u32 words of one descriptor. */
export const DESCRIPTOR_BYTES = 16;
export const DESCRIPTOR_WORDS = 4;

/** Which u32 word of a descriptor holds what. */
export const DESCRIPTOR_WORD = {
  /** IOVA of the buffer, low and high half. */
  bufferLow: 0,
  bufferHigh: 1,
  /** Bytes of the frame (transmit) or of the buffer (receive). */
  length: 2,
  /** Written as 0 by the driver; by the NIC as below when it has finished. */
  status: 3,
} as const;

/** Bits of the status word. Bits 31:16 hold the bytes of the frame that was received. */
export const DESCRIPTOR_STATUS = {
  /** DD: the NIC has finished with this descriptor and its buffer. */
  done: 0x1,
  /** The DMA of the buffer was blocked: nothing was sent, or nothing received. */
  blocked: 0x2,
} as const;

/** Lowest bit of the received length in the status word. */
export const DESCRIPTOR_RECEIVED_SHIFT = 16;

/** Bytes of Ethernet header at the start of each buffer: two addresses and the type. */
export const ETHERNET_HEADER = 14;
/** Bytes a frame takes on the wire beyond its buffer: preamble 8, check sequence 4, gap 12. */
export const WIRE_OVERHEAD = 24;
/** Shortest frame, header included, check sequence not. */
export const SHORTEST_FRAME = 60;

/** Bytes that a frame of `length` bytes (header and payload) occupies on the wire: 1514 → 1538. */
export function wireBytes(length: number): number {
  return (length < SHORTEST_FRAME ? SHORTEST_FRAME : length) + WIRE_OVERHEAD;
}

/**
 * Test pattern in the frame, so that both ends of the wire can tell loss, order and damage: offsets into the buffer,
 * u32 each, after the Ethernet header and two bytes that align them.
 */
export const FRAME_MARK = {
  /** `FRAME_MAGIC`. */
  magic: 16,
  /** Sequence number of the sender, u32, wraps. */
  sequence: 20,
  /** The frame's length in bytes, header included. */
  length: 24,
} as const;
export const FRAME_MAGIC = 0x564c_4142;
/** Bytes a frame needs to hold the mark. */
export const FRAME_MARK_END = 28;
