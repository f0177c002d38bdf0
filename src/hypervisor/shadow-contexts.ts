import { highHalf, insert, lowHalf, or } from '../base/bits.ts';
import { busOf, devfnOf, type SourceId } from '../bus/addresses.ts';
import {
  addressWidthOfLevels,
  CONTEXT_ENTRY_SIZE,
  CONTEXT_P,
  ROOT_ENTRY_SIZE,
  ROOT_P,
} from '../spec/remapping-structures.ts';
import { EVENT } from '../trace/catalogue.ts';
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
    const { memory, tracer } = this.ports;
    const at = this.entryAddress(source);
    memory.write32(at + 12, 0);
    memory.write32(at + 8, insert(addressWidthOfLevels(table.levels), 23, 8, table.domainId));
    memory.write32(at + 4, highHalf(table.rootAddress));
    memory.write32(at, or(lowHalf(table.rootAddress), CONTEXT_P));
    tracer.emit(EVENT['shadow-context-entry-written'], 0, at, table.domainId, source);
  }

  /** Blocks a device. */
  clear(source: SourceId): void {
    const { memory, tracer } = this.ports;
    const at = this.entryAddress(source);
    for (let word = 0; word < 4; word++) memory.write32(at + 4 * word, 0);
    tracer.emit(EVENT['shadow-context-entry-cleared'], 0, at, 0, source);
  }

  private entryAddress(source: SourceId): number {
    const bus = busOf(source);
    let table = this.contextTables.get(bus);
    if (table === undefined) {
      const { memory, tracer } = this.ports;
      const at = this.rootAddress + bus * ROOT_ENTRY_SIZE;
      table = newHostTable(this.ports);
      this.contextTables.set(bus, table);
      memory.write32(at + 4, highHalf(table));
      memory.write32(at, or(lowHalf(table), ROOT_P));
      tracer.emit(EVENT['shadow-root-entry-written'], 0, at, 0, source);
    }
    return table + devfnOf(source) * CONTEXT_ENTRY_SIZE;
  }
}
