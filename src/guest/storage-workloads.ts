import type { Random } from '../base/random.ts';
import type { WorkloadConfig } from '../config/workload-config.ts';
import type { BlockBuffers } from './block-buffers.ts';
import type { NvmeDriver } from './nvme-driver.ts';
import type { Workload } from './workload.ts';

/** Blocks of the disk: 1 TiB in 4 KiB blocks. */
const DISK_BLOCKS = 268_435_456;

/** Reads blocks at random, a fixed number of requests in flight. */
export class RandomReadWorkload implements Workload {
  readonly name = 'nvme-random';
  private readonly nvme: NvmeDriver;
  private readonly buffers: BlockBuffers;
  private readonly random: Random;
  private readonly pages: number;

  constructor(nvme: NvmeDriver, buffers: BlockBuffers, random: Random, config: WorkloadConfig) {
    this.nvme = nvme;
    this.buffers = buffers;
    this.random = random;
    this.pages = config.blockPages;
  }

  start(): void {}
  stop(): void {}

  get ready(): boolean {
    return this.nvme.canSubmit;
  }

  step(): void {
    const request = this.random.below(Math.floor(DISK_BLOCKS / this.pages));
    this.nvme.read(request * this.pages, this.buffers);
  }
}

/** Reads the disk from its start on into pages that were not used lately. */
export class SequentialReadWorkload implements Workload {
  readonly name = 'nvme-sequential';
  private readonly nvme: NvmeDriver;
  private readonly buffers: BlockBuffers;
  private readonly pages: number;
  private next = 0;

  constructor(nvme: NvmeDriver, buffers: BlockBuffers, config: WorkloadConfig) {
    this.nvme = nvme;
    this.buffers = buffers;
    this.pages = config.blockPages;
  }

  start(): void {}
  stop(): void {}

  get ready(): boolean {
    return this.nvme.canSubmit;
  }

  step(): void {
    if (this.nvme.read(this.next, this.buffers)) this.next = (this.next + this.pages) % DISK_BLOCKS;
  }
}
