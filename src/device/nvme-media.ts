import { PS_PER_S, type Time } from '../clock/time.ts';
import type { NvmeConfig } from '../config/device-config.ts';

/** The medium behind an NVMe device: some channels, each with a latency and a bandwidth. */
export class NvmeMedia {
  private config: NvmeConfig;
  private readonly freeAt: Float64Array;

  constructor(config: NvmeConfig) {
    this.config = config;
    this.freeAt = new Float64Array(config.channels);
  }

  /** Other service times from now on; the number of channels stays. */
  setConfig(config: NvmeConfig): void {
    this.config = config;
  }

  /** Books a read of `bytes` asked for at `at` on the channel that is free first. @returns when its data is there. */
  book(bytes: number, at: Time): Time {
    const freeAt = this.freeAt;
    let first = 0;
    for (let i = 1; i < freeAt.length; i++) if (freeAt[i]! < freeAt[first]!) first = i;
    const free = freeAt[first]!;
    const { mediaLatency, channelBytesPerSecond } = this.config;
    const span = mediaLatency + Math.round((bytes * PS_PER_S) / channelBytesPerSecond);
    const end = (free > at ? free : at) + span;
    freeAt[first] = end;
    return end as Time;
  }
}
