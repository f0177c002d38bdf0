import { domainId, type DomainId, type SourceId } from '../bus/addresses.ts';
import type { Capabilities } from '../spec/capability.ts';
import { CONTEXT_DEVICE, CONTEXT_GLOBAL } from '../spec/invalidation.ts';
import { TRANSLATION_PASS_THROUGH, TRANSLATION_SECOND_LEVEL } from '../spec/remapping-structures.ts';
import { Domain } from './domain.ts';
import { IommuDriverError } from './driver-options.ts';
import type { InvalidationRequester } from './invalidation-requester.ts';
import type { RangeInvalidation } from './range-invalidation.ts';
import type { RootContextTables } from './root-context.ts';
import type { TablePorts, TableShape } from './second-level-table.ts';

/** Domain-id that no domain gets: in caching mode it tags cached not-present entries, and Linux keeps it free anyway. */
const RESERVED_ID = 0;

/** A device that the driver translates for. Devices may share a domain, and with it their mappings. */
export interface AttachedDevice {
  readonly sourceId: SourceId;
  readonly domainId: DomainId;
  readonly domain: Domain;
}

export interface DirectoryParts {
  readonly capabilities: Capabilities;
  readonly tables: RootContextTables;
  readonly requester: InvalidationRequester;
  readonly invalidation: RangeInvalidation;
  readonly tablePorts: TablePorts;
  readonly tableShape: TableShape;
}

/**
 * Which device belongs to which domain, in the context entries and here. A context entry is changed in the order of Linux
 * `domain_context_mapping_one` and `domain_context_clear_one`: blocked, caches invalidated, written anew.
 */
export class DomainDirectory {
  /** By slot; a slot whose domain is gone is used again. */
  readonly domains: (Domain | undefined)[] = [];
  readonly devices = new Map<SourceId, AttachedDevice>();
  private readonly parts: DirectoryParts;
  private passThrough = false;

  constructor(parts: DirectoryParts) {
    this.parts = parts;
  }

  /** Lets a device translate, in a new domain or in a known one. @throws IommuDriverError */
  attach(sourceId: SourceId, sharing?: Domain): AttachedDevice {
    if (this.devices.has(sourceId)) throw new IommuDriverError('the device is attached already');
    const domain = sharing ?? this.newDomain();
    domain.deviceCount += 1;
    const device = { sourceId, domainId: domain.id, domain };
    this.devices.set(sourceId, device);
    this.writeEntry(device);
    return device;
  }

  /** Blocks a device. @returns its domain when that was its last device. */
  detach(device: AttachedDevice): Domain | undefined {
    if (this.devices.get(device.sourceId) !== device) throw new IommuDriverError('the device is not attached');
    this.clearEntry(device);
    this.devices.delete(device.sourceId);
    device.domain.deviceCount -= 1;
    return device.domain.deviceCount === 0 ? device.domain : undefined;
  }

  /** Forgets a domain without devices and frees its tables. */
  remove(domain: Domain): void {
    this.domains[domain.slot] = undefined;
    domain.table.destroy();
  }

  /** Changes the type of all context entries between second-level translation and pass-through. */
  setPassThrough(on: boolean): void {
    if (this.passThrough === on) return;
    this.passThrough = on;
    for (const device of this.devices.values()) {
      this.clearEntry(device);
      this.writeEntry(device);
    }
  }

  private newDomain(): Domain {
    let slot = this.domains.indexOf(undefined);
    if (slot < 0) slot = this.domains.length;
    const id = slot + RESERVED_ID + 1;
    if (id >= this.parts.capabilities.domainCount) throw new IommuDriverError('the unit has no domain-id left');
    const frame = this.parts.tablePorts.frames.allocate();
    if (frame === undefined) throw new IommuDriverError('no page frame left for a second-level table');
    const domain = new Domain(domainId(id), slot, this.parts.tablePorts, this.parts.tableShape, frame);
    this.domains[slot] = domain;
    return domain;
  }

  private writeEntry(device: AttachedDevice): void {
    const { tables, requester, invalidation, capabilities, tableShape } = this.parts;
    const { sourceId, domain } = device;
    const type = this.passThrough ? TRANSLATION_PASS_THROUGH : TRANSLATION_SECOND_LEVEL;
    tables.setEntry(sourceId, type, this.passThrough ? 0 : domain.table.rootAddress, tableShape.levels, domain.id);
    // A not-present entry is cached only in caching mode, and then under domain-id 0 (section 6.1).
    if (!capabilities.cachingMode) return;
    requester.invalidateContext(CONTEXT_DEVICE, RESERVED_ID, sourceId);
    invalidation.domain(domain.id);
    invalidation.wait();
  }

  private clearEntry(device: AttachedDevice): void {
    const { tables, requester, invalidation } = this.parts;
    tables.clearEntry(device.sourceId);
    requester.invalidateContext(CONTEXT_DEVICE, device.domainId, device.sourceId);
    invalidation.domain(device.domainId);
    invalidation.wait();
  }

  /** Makes the unit forget whatever it cached before the root table was set. */
  invalidateEverything(): void {
    this.parts.requester.invalidateContext(CONTEXT_GLOBAL, 0, 0);
    this.parts.invalidation.global();
    this.parts.invalidation.wait();
  }
}
