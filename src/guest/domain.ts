import type { DomainId } from '../bus/addresses.ts';
import { bitsOfLevels } from '../spec/remapping-structures.ts';
import { IovaAllocator } from './iova-allocator.ts';
import { SecondLevelTable, type TablePorts, type TableShape } from './second-level-table.ts';

/** An address space for devices: a second-level table, its free IOVA ranges and a tag in the caches. */
export class Domain {
  readonly id: DomainId;
  /** Place in the driver's list of domains. */
  readonly slot: number;
  readonly table: SecondLevelTable;
  readonly iovas: IovaAllocator;
  /** Devices attached to it. */
  deviceCount = 0;

  /** @param rootAddress a page frame for the top table. */
  constructor(id: DomainId, slot: number, ports: TablePorts, shape: TableShape, rootAddress: number) {
    this.id = id;
    this.slot = slot;
    this.table = new SecondLevelTable(ports, shape, id, rootAddress);
    this.iovas = new IovaAllocator(bitsOfLevels(shape.levels));
  }
}
