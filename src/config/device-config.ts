/** Timing of a device's path to memory. All spans in picoseconds. */
export interface DmaTimings {
  /** One memory read of a page walk. */
  readonly walkRead: number;
  /** Walks that the unit can do at once, 1 … 64. */
  readonly walkers: number;
  /** A read of 64 bytes, from request to data, with nothing else going on and the translation at hand. */
  readonly readLatency: number;
  /** From a posted write to its data being visible. */
  readonly writeLatency: number;
  /** From a register write of the processor to the device acting on it. */
  readonly doorbellLatency: number;
  /** Time on the bus per byte. */
  readonly perByte: number;
  /** Time on the bus per request, beyond its bytes. */
  readonly perRequest: number;
  /** Bytes of the largest request; a longer transfer pays `perRequest` several times. */
  readonly requestBytes: number;
}

/**
 * PCI Express 3.0 × 8 as measured by Neugebauer et al. (SIGCOMM 2018): 560 ns for a read of 64 bytes; 32.5, 47.8 and 55.0
 * Gb/s for reads of 64, 256 and 512 bytes (fit: 7.4 ns a request + 0.131 ns a byte, within 5 % at each). A miss of the IOTLB
 * takes 270 … 330 ns more: four reads of 70 ns. Five walkers at once give their 9.8 Gb/s for random reads of 64 bytes.
 */
export const PCIE_3_X8: DmaTimings = {
  walkRead: 70_000,
  walkers: 5,
  readLatency: 560_000,
  writeLatency: 250_000,
  doorbellLatency: 250_000,
  perByte: 131,
  perRequest: 7_400,
  requestBytes: 512,
};

/** PCI Express 5.0 × 16, by scaling: eight times the bandwidth, more walks at once. Assumed, not measured. */
export const PCIE_5_X16: DmaTimings = {
  walkRead: 60_000,
  walkers: 32,
  readLatency: 450_000,
  writeLatency: 200_000,
  doorbellLatency: 200_000,
  perByte: 16,
  perRequest: 1_000,
  requestBytes: 512,
};

/** How a NIC is built. */
export interface NicConfig {
  /** Frames it fetches ahead of the wire, 1 … 256. */
  readonly fetchAhead: number;
  /** Descriptors it fetches at once, 1 … 64. */
  readonly descriptorBatch: number;
}

export const NIC_DEFAULTS: NicConfig = { fetchAhead: 32, descriptorBatch: 8 };

/** Service times of an NVMe device. */
export interface NvmeConfig {
  /** From fetching a command to its data being read from the medium, in picoseconds. */
  readonly mediaLatency: number;
  /** Commands the medium works on at once, 1 … 256. */
  readonly channels: number;
  /** Bytes a second that one channel delivers, after the latency. */
  readonly channelBytesPerSecond: number;
}

/** A NAND device of its day: some 80 µs a read, 32 at once (400,000 reads of 4 KiB a second). Assumed. */
export const NVME_DEFAULTS: NvmeConfig = { mediaLatency: 75_000_000, channels: 32, channelBytesPerSecond: 800_000_000 };

/** What the machine at the other end of the wire does. All spans in picoseconds. */
export interface LinkPartnerConfig {
  /** From a request's last bit to the first bit of its response. */
  readonly turnaround: number;
  /** Bytes (header and payload) of the frames it sends in a stream. */
  readonly frameBytes: number;
  /** Share of the line rate at which it sends, parts per million; 1,000,000 = back to back. */
  readonly offeredLoad: number;
}

export const LINK_PARTNER_DEFAULTS: LinkPartnerConfig = {
  turnaround: 10_000_000,
  frameBytes: 1514,
  offeredLoad: 1_000_000,
};
