import { LINK_VERSION, upgradeFields, type LinkFields } from './link-version.ts';
import { brief } from '../config/flat-settings.ts';

/** A field of a link that was not taken, and what is allowed. */
export interface LinkNote {
  readonly field: string;
  readonly message: string;
}

/** Longest hash that is read. The longest that is made is `MOST_LOG_CHARACTERS` and what names the view. */
export const MOST_HASH_CHARACTERS = 8192;
/** Longest value of a field other than the log. */
const MOST_FIELD_CHARACTERS = 800;
/** Notes beyond this are counted only. */
const MOST_NOTES = 20;

/** Collects notes, a bounded number of them. */
export class LinkNotes {
  private readonly list: LinkNote[] = [];
  private beyond = 0;

  add(field: string, message: string): void {
    if (this.list.length < MOST_NOTES) this.list.push({ field: brief(field), message });
    else this.beyond += 1;
  }

  get all(): readonly LinkNote[] {
    if (this.beyond === 0) return this.list;
    return [...this.list, { field: '', message: `${this.beyond} more fields were not understood` }];
  }
}

/** A field as it stands in a hash: only what would end it is escaped, so that it can be read. */
export function writeField(key: string, value: string): string {
  const escaped = encodeURIComponent(value)
    .replaceAll('%2C', ',')
    .replaceAll('%40', '@')
    .replaceAll('%3A', ':')
    .replaceAll('%2F', '/');
  return `${key}=${escaped}`;
}

/** The fields of a hash in the present version, or undefined when there are none. */
export function readFields(hash: string, notes: LinkNotes): LinkFields | undefined {
  const text = hash.startsWith('#') ? hash.slice(1) : hash;
  if (!text.includes('=')) return undefined;
  if (text.length > MOST_HASH_CHARACTERS) {
    notes.add('link', `the link has ${text.length} characters; allowed: up to ${MOST_HASH_CHARACTERS}`);
    return undefined;
  }
  const fields = new Map<string, string>();
  for (const part of text.split('&')) readField(part, fields, notes);
  const version = readVersion(fields.get('v'), notes);
  fields.delete('v');
  return upgradeFields(fields, version);
}

function readField(part: string, fields: Map<string, string>, notes: LinkNotes): void {
  if (part === '') return;
  const at = part.indexOf('=');
  const key = at < 0 ? part : part.slice(0, at);
  const value = at < 0 ? undefined : decode(part.slice(at + 1));
  if (value === undefined) notes.add(key, `${brief(key)} has no value that can be read; allowed: ${brief(key)}=VALUE`);
  else if (fields.has(key)) notes.add(key, `${brief(key)} is there twice; the first is taken`);
  else if (key !== 'log' && value.length > MOST_FIELD_CHARACTERS) {
    notes.add(key, `${brief(key)} has ${value.length} characters; allowed: up to ${MOST_FIELD_CHARACTERS}`);
  } else fields.set(key, value);
}

/** Links without a version were typed by hand: they mean the present one. */
function readVersion(text: string | undefined, notes: LinkNotes): number {
  if (text === undefined) return LINK_VERSION;
  const version = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (version < 1) {
    notes.add('v', `v is "${brief(text)}"; allowed: a version from 1 to ${LINK_VERSION}`);
    return LINK_VERSION;
  }
  if (version > LINK_VERSION) {
    notes.add('v', `the link is of version ${version}, this page knows up to ${LINK_VERSION}: reload it, or update it`);
  }
  return version;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
