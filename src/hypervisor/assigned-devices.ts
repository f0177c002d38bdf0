import type { SourceId } from '../bus/addresses.ts';
import type { CpuCore } from '../clock/cpu-core.ts';
import { ACT } from '../config/acts.ts';
import type { GuestMemory } from './guest-memory.ts';
import type { GuestContext, GuestTables } from './guest-tables.ts';
import type { PinnedPages } from './pinned-pages.ts';
import { ShadowContexts } from './shadow-contexts.ts';
import type { Shadow, ShadowSync } from './shadow-sync.ts';
import { ShadowTable, type HostTablePorts } from './shadow-table.ts';
import type { ShadowWork } from './shadow-work.ts';
import { mapWholeGuest } from './whole-map.ts';

/** Domain-id of maps of the whole guest, and the first of those that a guest has given to two tables at once. */
const WHOLE_DOMAIN = 0xffff;
/** Depth of maps of the whole guest. */
const WHOLE_LEVELS = 4;

export interface AssignedDevicesParts {
  readonly memory: GuestMemory;
  readonly host: HostTablePorts;
  readonly pins: PinnedPages;
  readonly devices: readonly SourceId[];
  readonly tables: GuestTables;
  readonly sync: ShadowSync;
}

/** What the physical unit does with a device's requests. */
type Assignment = 'blocked' | 'whole-guest' | Shadow;

/** The devices of a guest in the physical unit: which table each of them translates by. */
export class AssignedDevices {
  readonly contexts: ShadowContexts;
  /** Every shadow in use. */
  readonly shadows: Shadow[] = [];
  private readonly parts: AssignedDevicesParts;
  private readonly assignments = new Map<SourceId, Assignment>();
  private wholeTable: ShadowTable | undefined = undefined;
  private wholeUsers = 0;
  private isTranslating = false;
  private wasTranslating = false;
  private nextSpareId = WHOLE_DOMAIN - 1;

  constructor(parts: AssignedDevicesParts) {
    this.parts = parts;
    this.contexts = new ShadowContexts(parts.host);
    for (const source of parts.devices) {
      this.assignments.set(source, 'blocked');
      this.contexts.clear(source);
    }
  }

  has(source: SourceId): boolean {
    return this.assignments.has(source);
  }

  /** The guest turned translation on or off. Before the first time its devices are blocked, afterwards untranslated. */
  setTranslation(isOn: boolean): void {
    this.isTranslating = isOn;
    if (isOn) this.wasTranslating = true;
  }

  /** Reads the context entries of the devices that `concerns` names again and follows what they say now. */
  reread(core: CpuCore, work: ShadowWork, concerns: (source: SourceId) => boolean): void {
    for (const source of this.parts.devices) {
      if (!concerns(source)) continue;
      core.charge(ACT['guest-table-read']);
      const before = this.assignments.get(source)!;
      const context = this.isTranslating ? this.parts.tables.context(source) : undefined;
      const isWhole = this.isTranslating ? context?.levels === 0 : this.wasTranslating;
      if (isWhole ? before === 'whole-guest' : isSame(before, context)) continue;
      this.leave(source, before, core, work);
      this.assignments.set(source, isWhole ? this.joinWhole(source, core) : this.join(source, context, core, work));
    }
  }

  /** Maps all of the guest for every device, at nobody's expense: direct assignment. */
  assignWhole(): void {
    for (const source of this.parts.devices) this.assignments.set(source, this.joinWhole(source, undefined));
  }

  /** The shadow that a domain-id of the physical unit belongs to. */
  shadowOf(domainId: number): Shadow | undefined {
    return this.shadows.find((shadow) => shadow.table.domainId === domainId);
  }

  /** Whether a domain-id of the physical unit is that of the map of the whole guest, and there is one. */
  mapsWhole(domainId: number): boolean {
    return domainId === WHOLE_DOMAIN && this.wholeTable !== undefined;
  }

  private join(source: SourceId, context: GuestContext | undefined, core: CpuCore, work: ShadowWork): Assignment {
    if (context === undefined) return 'blocked';
    const { sync } = this.parts;
    let shadow = this.shadows.find((known) => isSame(known, context));
    if (shadow === undefined) {
      const table = new ShadowTable(this.parts.host, context.levels, this.freeDomainId(context.domainId));
      shadow = { guest: context, table, users: 0 };
      this.shadows.push(shadow);
      sync.range(shadow, 0, 2 ** (9 * context.levels), core, work);
    }
    shadow.users += 1;
    core.charge(ACT['shadow-write']);
    this.contexts.set(source, shadow.table);
    return shadow;
  }

  private joinWhole(source: SourceId, core: CpuCore | undefined): Assignment {
    const { host, memory, pins } = this.parts;
    if (this.wholeTable === undefined) {
      pins.pinAll();
      this.wholeTable = mapWholeGuest(host, memory, WHOLE_LEVELS, WHOLE_DOMAIN);
      core?.chargeTimes(ACT.pin, this.wholeTable.leaves);
      core?.chargeTimes(ACT['shadow-write'], this.wholeTable.leaves);
    }
    this.wholeUsers += 1;
    this.contexts.set(source, this.wholeTable);
    return 'whole-guest';
  }

  private leave(source: SourceId, before: Assignment, core: CpuCore, work: ShadowWork): void {
    if (before === 'blocked') return;
    core.charge(ACT['shadow-write']);
    this.contexts.clear(source);
    const domainId = before === 'whole-guest' ? WHOLE_DOMAIN : before.table.domainId;
    work.commands.push({ kind: 'device', domainId, source }, { kind: 'domain', domainId });
    if (before === 'whole-guest') this.leaveWhole(work);
    else this.leaveShadow(before, core, work);
  }

  private leaveWhole(work: ShadowWork): void {
    this.wholeUsers -= 1;
    if (this.wholeUsers > 0 || this.wholeTable === undefined) return;
    work.releaseTable(this.wholeTable);
    work.releaseWholeMap();
    this.wholeTable = undefined;
  }

  private leaveShadow(shadow: Shadow, core: CpuCore, work: ShadowWork): void {
    shadow.users -= 1;
    if (shadow.users > 0) return;
    this.parts.sync.clearAll(shadow, core, work);
    this.shadows.splice(this.shadows.indexOf(shadow), 1);
    work.releaseTable(shadow.table);
  }

  /** The guest's own domain-id where it is free, so that both units speak of the same domain. */
  private freeDomainId(wanted: number): number {
    const isFree = wanted !== WHOLE_DOMAIN && this.shadowOf(wanted) === undefined;
    if (isFree) return wanted;
    while (this.shadowOf(this.nextSpareId) !== undefined) this.nextSpareId -= 1;
    const id = this.nextSpareId;
    this.nextSpareId = id === 1 ? WHOLE_DOMAIN - 1 : id - 1;
    return id;
  }
}

function isSame(assignment: Assignment, context: GuestContext | undefined): boolean {
  if (assignment === 'whole-guest') return false;
  if (assignment === 'blocked' || context === undefined) return assignment === 'blocked' && context === undefined;
  const { domainId, levels, table } = assignment.guest;
  return domainId === context.domainId && levels === context.levels && table === context.table;
}
