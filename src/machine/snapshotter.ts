import { assertNever } from '../base/assert.ts';
import { highHalf, lowHalf } from '../base/bits.ts';
import type { SectionName, TablesName } from '../protocol/commands.ts';
import type {
  FlushSection,
  ProtectionSection,
  Sections,
  TablesSection,
  TeardownSection,
} from '../protocol/snapshot.ts';
import type { MemoryPort } from '../bus/ports.ts';
import type { IommuDriver } from '../guest/iommu-driver.ts';
import { OFFSET } from '../spec/registers.ts';
import { EVENT } from '../trace/catalogue.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { RemappingUnit } from '../vtd/remapping-unit.ts';
import type { ExposureMeter } from './exposure-meter.ts';
import { iotlbSnapshot, type MappedProbe } from './iotlb-snapshot.ts';
import { heldProbe } from './held-probe.ts';
import { memorySnapshot } from './memory-snapshot.ts';
import { queueSnapshot } from './queue-snapshot.ts';
import { MOST_TABLES, rootPointer, TableSnapshot } from './table-snapshot.ts';
import type { VirtualIommu } from './virtual-iommu.ts';

/** Rows of a queue that a section holds at most; the length tells how many there are. */
const MOST_ROWS = 4096;
/** Words of the register page that are shown: up to the end of the fault record. */
const REGISTER_WORDS = 0x230 / 4;

/** What a snapshotter looks at. */
export interface Observed {
  readonly tracer: Tracer;
  readonly memory: MemoryPort;
  readonly unit: RemappingUnit;
  readonly driver: IommuDriver;
  readonly exposure: ExposureMeter;
  /** Domain-id of the device with a source-id; 0 when it is not attached. */
  readonly domainOf: (sourceId: number) => number;
  /** Whether the tables map a page of a domain. */
  readonly isMapped: MappedProbe;
  /** The hypervisor's side; `memory` is the guest's and `unit` the physical unit. */
  readonly hypervised: Hypervised | undefined;
}

/** What a hypervisor adds to a machine. */
export interface Hypervised {
  readonly virtual: VirtualIommu;
  /** The machine's memory, in which the shadow tables lie. */
  readonly hostMemory: MemoryPort;
  /** HPA that no device of the guest may ever reach, and whose memory that is, in words. */
  readonly foreign: number;
  readonly foreignOwner: string;
  /** Whether the guest was given its devices without an IOMMU. */
  readonly isDirect: boolean;
}

/** Copies the machine's structures into sections for the page. Reads only. */
export class Snapshotter {
  private readonly observed: Observed;
  private readonly tables: TableSnapshot;
  private readonly shadowTables: TableSnapshot | undefined;
  private latestHit = 0;
  private latestHitDomain = -1;

  constructor(observed: Observed) {
    const { tracer, memory, exposure, domainOf, hypervised } = observed;
    this.observed = observed;
    this.tables = new TableSnapshot(memory, exposure, hypervised ? MOST_TABLES / 2 : MOST_TABLES);
    const written = (_iova: number, address: number): void => this.tables.noteWritten(address);
    this.shadowTables = hypervised && new TableSnapshot(hypervised.hostMemory, exposure, MOST_TABLES / 2);
    const shadowed = (_iova: number, address: number): void => this.shadowTables?.noteWritten(address);
    tracer.listen(EVENT['shadow-entry-written'], shadowed);
    tracer.listen(EVENT['shadow-entry-cleared'], shadowed);
    tracer.listen(EVENT['entry-written'], written);
    tracer.listen(EVENT['entry-cleared'], written);
    tracer.listen(EVENT['iotlb-hit'], (iova, _hpa, domain, source) => {
      this.latestHit = iova;
      this.latestHitDomain = domain === 0 ? domainOf(source) : domain;
    });
  }

  /** One section; undefined when the machine has nothing of the kind. */
  section<Name extends SectionName>(name: Name): Sections[Name] | undefined {
    return this.make(name) as Sections[Name] | undefined;
  }

  /** Every table of a side, however many a report holds; undefined when the machine has nothing of the kind. */
  allTables(side: TablesName): TablesSection | undefined {
    return side === 'tables'
      ? this.tables.takeAll(this.guestRoot())
      : this.shadowTables?.takeAll(rootOf(this.observed.unit));
  }

  private make(name: SectionName): Sections[SectionName] | undefined {
    switch (name) {
      case 'tables':
        return this.tables.take(this.guestRoot());
      case 'shadowTables':
        return this.shadowTables?.take(rootOf(this.observed.unit));
      case 'memory':
        return this.observed.hypervised && memorySnapshot(this.observed.hypervised.virtual);
      case 'iotlb':
        return this.iotlb();
      case 'teardown':
        return this.teardown();
      case 'flush':
        return this.flush();
      case 'registers':
        return {
          words: Uint32Array.from({ length: REGISTER_WORDS }, (_, word) => this.guestUnit.registers.read(word * 4)),
        };
      case 'queue':
        return queueSnapshot(this.guestUnit.registers, this.observed.memory);
      case 'protection':
        return this.protection();
      case 'recording':
        return undefined;
      default:
        return assertNever(name, 'section');
    }
  }

  /** The unit whose registers the guest's driver sees. */
  private get guestUnit(): RemappingUnit {
    return this.observed.hypervised?.virtual.emulation.unit ?? this.observed.unit;
  }

  /** Root table of the OS that is shown; a guest without an IOMMU has none, and no memory is at -1. */
  private guestRoot(): number {
    return this.observed.hypervised?.isDirect === true ? -1 : rootOf(this.guestUnit);
  }

  private iotlb(): Sections['iotlb'] {
    const { unit, tracer, exposure, isMapped, hypervised } = this.observed;
    const { iotlb } = unit;
    // The hypervisor's map of the whole guest is of no domain that the guest knows.
    const { devices } = hypervised?.virtual.emulation ?? {};
    const isInUse: MappedProbe = (domain, iova) => isMapped(domain, iova) || devices?.mapsWhole(domain) === true;
    const hit =
      this.latestHitDomain < 0
        ? -1
        : iotlb.find(lowHalf(this.latestHit), highHalf(this.latestHit), this.latestHitDomain);
    return iotlbSnapshot(iotlb, tracer, exposure, isInUse, hit);
  }

  private teardown(): TeardownSection {
    const { driver } = this.observed;
    const { counters, tunables, views } = driver;
    const rows = Math.min(views.awaitingTeardown.mappings, MOST_ROWS);
    const columns = {
      iova: new Float64Array(rows),
      gpa: new Float64Array(rows),
      domainId: new Uint16Array(rows),
      pages: new Uint16Array(rows),
      joinedAt: new Float64Array(rows),
      deadline: new Float64Array(rows),
    };
    const filled = views.fillTeardownQueue(columns);
    return {
      active: driver.strategy === 'optimistic',
      ...cutTo(columns, filled),
      length: views.awaitingTeardown.mappings,
      quota: Number.isFinite(tunables.quota) ? tunables.quota : 0,
      ageLimit: tunables.ageLimit,
      reused: counters.takenBack,
      expired: counters.tornDown[0]!,
      overQuota: counters.tornDown[1]!,
      drained: counters.tornDown[2]!,
      distances: counters.reuseDistances.slice(),
    };
  }

  private flush(): FlushSection {
    const { driver, unit } = this.observed;
    const { counters, tunables, views } = driver;
    const length = views.awaitingFlush.mappings + views.awaitingCompletion.mappings;
    const rows = Math.min(length, MOST_ROWS);
    const columns = {
      iova: new Float64Array(rows),
      pages: new Uint16Array(rows),
      joinedAt: new Float64Array(rows),
      domainId: new Uint16Array(rows),
    };
    // A queue is left by a switch of strategy, so only one of the two holds anything.
    const filled = views.fillFlushQueue(columns) || views.fillCompletionQueue(columns);
    const shown = cutTo(columns, filled);
    const { byIotlb, byShadow } = heldProbe(unit, this.observed.hypervised?.virtual);
    const cached = Uint8Array.from(shown.iova, (iova, row) =>
      byIotlb(shown.domainId[row]!, iova) || byShadow(shown.domainId[row]!, iova) ? 1 : 0,
    );
    return {
      active: driver.strategy === 'deferred' || driver.strategy === 'async',
      ...shown,
      cached,
      length,
      highWaterMark: tunables.flushHighWaterMark,
      timeout: tunables.flushTimeout,
      drainAt: views.awaitingFlush.mappings > 0 ? views.flushDeadline : 0,
      drains: counters.flushes,
      freed: counters.flushed,
    };
  }

  private protection(): ProtectionSection {
    const { exposure, tracer, driver } = this.observed;
    return {
      reachablePages: exposure.reachable,
      peakReachablePages: exposure.peak,
      pageMilliseconds: exposure.pageMilliseconds,
      longestWindow: exposure.longestWindow,
      staleHits: exposure.staleHits,
      faults: tracer.counts[EVENT['dma-faulted']]!,
      mappedPages: driver.counters.livePages,
    };
  }
}

/** The root pointer in a unit's registers. */
function rootOf({ registers }: RemappingUnit): number {
  return rootPointer(registers.read(OFFSET.RTADDR), registers.read(OFFSET.RTADDR + 4));
}

/** The first `rows` of each column. */
function cutTo<Columns extends Record<string, Float64Array | Uint16Array>>(columns: Columns, rows: number): Columns {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice(0, rows)])) as Columns;
}
