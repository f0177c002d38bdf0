import { highHalf, insert, lowHalf, or } from '../base/bits.ts';
import { busOf, devfnOf, type SourceId } from '../bus/addresses.ts';
import {
  addressWidthOfLevels,
  CONTEXT_ENTRY_SIZE,
  CONTEXT_P,
  ROOT_ENTRY_SIZE,
  ROOT_P,
} from '../spec/remapping-structures.ts';
import { newHostTable, type HostTablePorts, type ShadowTable } from './shadow-table.ts';

/** Root and context tables of the physical unit, in host memory. */
export class ShadowContexts {
  readonly rootAddress: number;
  private readonly ports: HostTablePorts;
  private readonly contextTables = new Map<number, number>();

  constructor(ports: HostTablePorts) {
    this.ports = ports;
    this.rootAddress = newHostTable(ports);
  }

  /** Lets a device translate by a table. */
  set(source: SourceId, table: ShadowTable): void {
    const { memory } = this.ports;
    const at = this.entryAddress(source);
    memory.write32(at + 12, 0);
    memory.write32(at + 8, insert(addressWidthOfLevels(table.levels), 23, 8, table.domainId));
    memory.write32(at + 4, highHalf(table.rootAddress));
    memory.write32(at, or(lowHalf(table.rootAddress), CONTEXT_P));
  }

  /** Blocks a device. */
  clear(source: SourceId): void {
    const at = this.entryAddress(source);
    for (let word = 0; word < 4; word++) this.ports.memory.write32(at + 4 * word, 0);
  }

  private entryAddress(source: SourceId): number {
    const bus = busOf(source);
    let table = this.contextTables.get(bus);
    if (table === undefined) {
      const { memory } = this.ports;
      table = newHostTable(this.ports);
      this.contextTables.set(bus, table);
      memory.write32(this.rootAddress + bus * ROOT_ENTRY_SIZE + 4, highHalf(table));
      memory.write32(this.rootAddress + bus * ROOT_ENTRY_SIZE, or(lowHalf(table), ROOT_P));
    }
    return table + devfnOf(source) * CONTEXT_ENTRY_SIZE;
  }
}
