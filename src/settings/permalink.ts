import { brief, flatDifferences, parseFlat, withFlat, type FlatValue } from '../config/flat-settings.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import { packLog, unpackLog } from './command-log.ts';
import { parseJsonText } from './json-text.ts';
import { LINK_BASE } from './link-base.ts';
import { LinkNotes, readFields, writeField, type LinkNote } from './link-fields.ts';
import { LINK_VERSION, type LinkFields } from './link-version.ts';
import { readTime, readView, writeTime, writeView } from './link-view.ts';
import {
  momentAtStart,
  recordingError,
  type LoggedEntry,
  type Moment,
  type RecordingName,
  type ViewVocabulary,
} from './moment.ts';
import { packText, unpackText } from './packed-text.ts';

/*
 * A moment in the hash of an address: `#v=1&strategy=optimistic&quota=256&t=12.5ms`. Settings stand by their own names and only
 * where they differ from `LINK_BASE`; the command log is packed. A field that cannot be read is left out and told.
 */

/** Most characters of the packed command log; what is longer goes into a run file. */
export const MOST_LOG_CHARACTERS = 2048;
/** Most bytes of the log before packing. */
const MOST_LOG_BYTES = 256 * 1024;

const VIEW_KEYS = ['select', 'panels', 'tour', 'large', 'speed', 'shows', 'numbers', 'detail', 'play'] as const;
/** `attract` is the opening story's own. */
const OWN_KEYS: readonly string[] = [
  'attract',
  'recording',
  'recording-hash',
  'log',
  't',
  'acts',
  'event',
  ...VIEW_KEYS,
];

export type LinkOutcome =
  | { readonly kind: 'link'; readonly hash: string }
  /** Offer a run file instead. */
  | { readonly kind: 'too-long'; readonly characters: number; readonly reason: string };

/** The hash that reopens a moment. */
export function linkHash(moment: Moment): LinkOutcome {
  const fields: [string, string][] = [['v', String(LINK_VERSION)]];
  for (const [key, value] of flatDifferences(moment.config, LINK_BASE)) fields.push([key, String(value)]);
  const { recording } = moment;
  if (recording !== undefined) fields.push(['recording', recording.name], ['recording-hash', recording.hash]);
  if (moment.commands.length > 0) {
    const log = packText(JSON.stringify(packLog(moment.commands)));
    if (log.length > MOST_LOG_CHARACTERS) {
      const reason = `${moment.commands.length} commands do not fit in a link: they take ${log.length} characters of ${MOST_LOG_CHARACTERS}`;
      return { kind: 'too-long', characters: log.length, reason };
    }
    fields.push(['log', log]);
  }
  if (moment.time > 0) fields.push(['t', writeTime(moment.time)]);
  if (moment.acts !== undefined) fields.push(['acts', String(moment.acts)]);
  if (moment.event !== undefined) fields.push(['event', String(moment.event)]);
  fields.push(...writeView(moment.view));
  return { kind: 'link', hash: `#${fields.map(([key, value]) => writeField(key, value)).join('&')}` };
}

/** What a link means, and what of it was not taken. */
export interface OpenedLink {
  readonly moment: Moment;
  readonly notes: readonly LinkNote[];
}

/** Reads the hash of an address, whoever wrote it. @returns undefined when it holds no fields at all */
export function readLink(hash: string, vocabulary: ViewVocabulary): OpenedLink | undefined {
  const notes = new LinkNotes();
  const fields = readFields(hash, notes);
  if (fields === undefined) {
    return notes.all.length === 0 ? undefined : { moment: momentAtStart(LINK_BASE), notes: notes.all };
  }
  const moment: Moment = {
    config: readConfig(fields, notes),
    commands: readLog(fields.get('log'), notes),
    time: readMoment(fields.get('t'), notes),
    acts: readCount('acts', fields, notes),
    event: readCount('event', fields, notes),
    recording: readRecording(fields, notes),
    view: readView(fields, vocabulary, notes),
  };
  return { moment, notes: notes.all };
}

function readConfig(fields: LinkFields, notes: LinkNotes): MachineConfig {
  const changes = new Map<string, FlatValue>();
  for (const [key, text] of fields) {
    if (OWN_KEYS.includes(key)) continue;
    const parsed = parseFlat(key, text);
    if (typeof parsed === 'string') notes.add(key, parsed);
    else changes.set(key, parsed.value);
  }
  const { config, problems } = withFlat(LINK_BASE, changes);
  for (const [key, problem] of problems) notes.add(key, problem);
  return config;
}

function readLog(packed: string | undefined, notes: LinkNotes): readonly LoggedEntry[] {
  if (packed === undefined) return [];
  const text = packed.length > MOST_LOG_CHARACTERS ? undefined : unpackText(packed, MOST_LOG_BYTES);
  const entries = text === undefined ? ' cannot be unpacked' : unpackLog(parseJsonText(text));
  if (typeof entries !== 'string') return entries;
  notes.add('log', `log${entries}; allowed: what a link of this page holds, up to ${MOST_LOG_CHARACTERS} characters`);
  return [];
}

function readMoment(text: string | undefined, notes: LinkNotes): number {
  const time = text === undefined ? 0 : readTime(text);
  if (time === undefined) notes.add('t', `t is no time; allowed: milliseconds such as t=12.5ms`);
  return time ?? 0;
}

function readCount(key: 'acts' | 'event', fields: LinkFields, notes: LinkNotes): number | undefined {
  const text = fields.get(key);
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  notes.add(key, `${key} is "${brief(text)}"; allowed: a whole number`);
  return undefined;
}

function readRecording(fields: LinkFields, notes: LinkNotes): RecordingName | undefined {
  const [name, hash] = [fields.get('recording'), fields.get('recording-hash')];
  if (name === undefined && hash === undefined) return undefined;
  const error = recordingError(name, hash);
  if (error === undefined) return { name: name!, hash: hash! };
  notes.add('recording', `recording: ${error}`);
  return undefined;
}
