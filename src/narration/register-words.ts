import type { QueueSection } from '../protocol/snapshot.ts';
import { faultReason } from '../spec/fault-reasons.ts';
import { readField } from '../spec/field.ts';
import {
  DESCRIPTOR_CONTEXT_CACHE,
  DESCRIPTOR_IOTLB,
  DESCRIPTOR_WAIT,
  descriptorSpec,
  descriptorType,
} from '../spec/invalidation.ts';
import { OFFSET, registerField, REGISTERS, type FieldNameOf, type RegisterName } from '../spec/registers.ts';
import type { RegisterSpec } from '../spec/register-spec.ts';
import { fieldsOf, type ShownField } from './entry-fields.ts';
import { counted, hex, integer } from './format.ts';
import { formatSourceIdText } from './source-id.ts';

/** A register as it is shown. */
export interface ShownRegister {
  readonly name: string;
  readonly title: string;
  readonly offset: string;
  readonly section: string;
  readonly value: string;
  readonly fields: readonly (ShownField & { readonly isChanged: boolean; readonly isSet: boolean })[];
  readonly isChanged: boolean;
}

/** All registers by field; changed is what differs from `earlier`. */
export function shownRegisters(words: Uint32Array, earlier: Uint32Array): ShownRegister[] {
  return (REGISTERS as readonly RegisterSpec[]).map((register) => {
    const from = register.offset / 4;
    const own = words.subarray(from, from + register.width / 32);
    const before = earlier.subarray(from, from + register.width / 32);
    const old = fieldsOf(register, before);
    const fields = fieldsOf(register, own).map((field, i) => ({
      ...field,
      isChanged: field.shown !== old[i]!.shown,
      isSet: field.shown !== '0' && field.shown !== '0x0',
    }));
    const value = [...own].toReversed().map((word) => word.toString(16).padStart(8, '0'));
    const { name, title, section } = register;
    const isChanged = own.some((word, i) => word !== before[i]);
    return { name, title, section, offset: hex(register.offset, 3), value: value.join('_'), fields, isChanged };
  });
}

/** One field of one register. */
export function registerValue<R extends RegisterName>(words: Uint32Array, name: R, field: FieldNameOf<R>): number {
  return readField(registerField(name, field), words.subarray(OFFSET[name] / 4));
}

const IOTLB_SCOPE = ['nothing', 'everything', 'all', 'pages'] as const;

/** The invalidation that was asked for by register last. */
export function commandInWords(words: Uint32Array): string {
  const scope = registerValue(words, 'IOTLB', 'IIRG');
  if (scope === 0) return 'No invalidation by register yet';
  const domain = scope === 1 ? '' : ` of domain ${registerValue(words, 'IOTLB', 'DID')}`;
  const isUnderWay = registerValue(words, 'IOTLB', 'IVT') === 1;
  return `Asked to forget ${IOTLB_SCOPE[scope]}${domain}: ${isUnderWay ? 'under way' : 'done'}`;
}

/** The fault record. It keeps its contents after the driver has cleared F. */
export function faultInWords(words: Uint32Array): string {
  const field = (name: FieldNameOf<'FRCD'>): number => registerValue(words, 'FRCD', name);
  const reason = faultReason(field('FR'));
  if (reason === undefined) return 'No fault recorded';
  const way = field('T') === 1 ? 'read' : 'write';
  const seen = field('F') === 1 ? 'pending' : 'seen by the driver';
  return `Fault ${seen}: ${formatSourceIdText(field('SID'))} ${way} ${hex(field('FI') * 4096)}, ${reason.text}`;
}

/** First address of the page that a page-selective invalidation is about; undefined for other descriptors. */
export function descriptorPage(queue: QueueSection, index: number): number | undefined {
  const words = descriptorWords(queue, index);
  const type = descriptorType(words[0] ?? 0);
  const fields = type === DESCRIPTOR_IOTLB ? (descriptorSpec(type)?.fields ?? []) : [];
  const value = (name: string): number =>
    readField(
      fields.find((row) => row.name === name)!,
      words,
    );
  return fields.length > 0 && value('G') === 3 ? value('ADDR') * 4096 : undefined;
}

/** Descriptor number `index` of the ring. */
export function descriptorInWords(queue: QueueSection, index: number): string {
  const words = descriptorWords(queue, index);
  const type = descriptorType(words[0] ?? 0);
  const spec = descriptorSpec(type);
  if (spec === undefined) return `Descriptor of the unknown type ${type}`;
  const value = (name: string): number => {
    const field = spec.fields.find((row) => row.name === name);
    return field === undefined ? 0 : readField(field, words);
  };
  const domain = ` of domain ${value('DID')}`;
  switch (type) {
    case DESCRIPTOR_IOTLB: {
      const pages = 2 ** value('AM');
      if (value('G') === 3)
        return `IOTLB: forget ${hex(value('ADDR') * 4096)}${pages > 1 ? `, ${counted(pages, 'page')},` : ''}${domain}`;
      return `IOTLB: forget ${value('G') === 2 ? `all${domain}` : 'everything'}`;
    }
    case DESCRIPTOR_CONTEXT_CACHE:
      if (value('G') === 3) return `Context cache: forget ${formatSourceIdText(value('SID'))}`;
      return `Context cache: forget ${value('G') === 2 ? `all${domain}` : 'everything'}`;
    case DESCRIPTOR_WAIT:
      return value('SW') === 1
        ? `Wait for all before, then write ${value('SDATA')} to ${hex(value('SADDR') * 4)}`
        : 'Wait for all before';
    default:
      return spec.name;
  }
}

/** The four words of a descriptor. */
export function descriptorWords({ size, first, words }: QueueSection, index: number): Uint32Array {
  const row = (index - first + size) % size;
  return words.subarray(4 * row, 4 * row + 4);
}

/** One line about the queue. */
export function queueSummary(queue: QueueSection, waiting: number): string {
  return `head ${queue.head} · tail ${queue.tail} · ${integer(waiting)} of ${integer(queue.size)} waiting`;
}
