import { brief } from '../config/flat-settings.ts';
import type { LinkNotes } from './link-fields.ts';
import type { LinkFields } from './link-version.ts';
import { PLAIN_VIEW, VIEW_WORDS, type SelectedAddress, type View, type ViewVocabulary } from './moment.ts';

/** Digits of a picosecond in a millisecond. */
const DIGITS = 9;
const MOST_IOVA = 2 ** 52;

/** A moment as milliseconds with all its digits: `12.5ms`. */
export function writeTime(picoseconds: number): string {
  const text = String(picoseconds).padStart(DIGITS + 1, '0');
  const fraction = text.slice(-DIGITS).replace(/0+$/, '');
  return `${text.slice(0, -DIGITS)}${fraction === '' ? '' : `.${fraction}`}ms`;
}

/** The moment again, in ps; undefined for anything else. */
export function readTime(text: string): number | undefined {
  const match = /^(\d{1,8})(?:\.(\d{1,9}))?ms$/.exec(text);
  if (match === null) return undefined;
  const time = Number(match[1]) * 10 ** DIGITS + Number((match[2] ?? '').padEnd(DIGITS, '0'));
  return Number.isSafeInteger(time) ? time : undefined;
}

/** The fields of a view: only what is not as the page has it. */
export function writeView({
  selection,
  panels,
  tour,
  large,
  speed,
  plays,
  ...words
}: View): [key: string, value: string][] {
  const fields: [string, string][] = [];
  if (selection.kind === 'iova') fields.push(['select', `0x${selection.iova.toString(16)}@${selection.domainId}`]);
  if (panels !== undefined) fields.push(['panels', panels.join(',')]);
  if (tour !== undefined) fields.push(['tour', `${tour.name}.${tour.step}`]);
  if (large !== undefined) fields.push(['large', large]);
  if (speed !== undefined) fields.push(['speed', speed]);
  for (const key of ['shows', 'numbers', 'detail'] as const) {
    const word = words[key];
    if (word !== undefined) fields.push([key, word]);
  }
  if (plays !== undefined) fields.push(['play', plays ? '1' : '0']);
  return fields;
}

/** The view that fields name; what they name wrongly is as the page has it. */
export function readView(fields: LinkFields, vocabulary: ViewVocabulary, notes: LinkNotes): View {
  return {
    selection: readSelection(fields.get('select'), notes),
    panels: readPanels(fields.get('panels'), vocabulary, notes),
    tour: readTour(fields.get('tour'), vocabulary, notes),
    large: readWord('large', vocabulary.panels, fields, notes),
    speed: readWord('speed', vocabulary.speeds, fields, notes),
    shows: readWord('shows', VIEW_WORDS.shows, fields, notes),
    numbers: readWord('numbers', VIEW_WORDS.numbers, fields, notes),
    detail: readWord('detail', VIEW_WORDS.detail, fields, notes),
    plays: readTruth('play', fields, notes),
  };
}

/** Why a value is no selection that can be written, or undefined. */
export function selectionError({ domainId, iova }: { domainId: unknown; iova: unknown }): string | undefined {
  const isIova = Number.isSafeInteger(iova) && (iova as number) >= 0 && (iova as number) < MOST_IOVA;
  if (!isIova) return 'iova is not allowed; allowed: a whole number from 0 to 2^52 - 1';
  const isDomain = Number.isInteger(domainId) && (domainId as number) >= 0 && (domainId as number) <= 0xffff;
  return isDomain ? undefined : 'domainId is not allowed; allowed: a whole number from 0 to 65535';
}

function readSelection(text: string | undefined, notes: LinkNotes): SelectedAddress {
  if (text === undefined) return PLAIN_VIEW.selection;
  const match = /^0x([0-9a-f]{1,13})@(\d{1,5})$/.exec(text);
  const selected = { iova: Number.parseInt(match?.[1] ?? '', 16), domainId: Number(match?.[2]) };
  if (selectionError(selected) === undefined) return { kind: 'iova', ...selected };
  notes.add('select', `select is "${brief(text)}"; allowed: an address and its domain, such as 0xfffb8000@1`);
  return PLAIN_VIEW.selection;
}

function readPanels(text: string | undefined, vocabulary: ViewVocabulary, notes: LinkNotes): View['panels'] {
  if (text === undefined) return undefined;
  const known: string[] = [];
  for (const name of text.split(',', 2 * vocabulary.panels.length)) {
    if (!vocabulary.panels.includes(name)) {
      notes.add('panels', `panels has "${brief(name)}"; allowed: ${vocabulary.panels.join(', ')}`);
    } else if (!known.includes(name)) known.push(name);
  }
  return known.length === 0 ? undefined : known;
}

function readWord(key: string, words: readonly string[], fields: LinkFields, notes: LinkNotes): string | undefined {
  const text = fields.get(key);
  if (text === undefined || words.includes(text)) return text;
  notes.add(key, `${key} is "${brief(text)}"; allowed: ${words.join(', ')}`);
  return undefined;
}

function readTruth(key: string, fields: LinkFields, notes: LinkNotes): boolean | undefined {
  const text = readWord(key, ['0', '1'], fields, notes);
  return text === undefined ? undefined : text === '1';
}

function readTour(text: string | undefined, vocabulary: ViewVocabulary, notes: LinkNotes): View['tour'] {
  if (text === undefined) return undefined;
  const match = /^([a-z0-9-]{1,40})\.(\d{1,3})$/.exec(text);
  const tour = { name: match?.[1] ?? '', step: Number(match?.[2]) };
  const error = tourError(tour, vocabulary);
  if (error === undefined) return tour;
  notes.add('tour', `tour is "${brief(text)}"; ${error}`);
  return undefined;
}

/** Why there is no such step of a tour, or undefined. */
export function tourError(
  { name, step }: { name: unknown; step: unknown },
  vocabulary: ViewVocabulary,
): string | undefined {
  const names = Object.keys(vocabulary.tours);
  if (typeof name !== 'string' || !names.includes(name)) {
    return names.length === 0 ? 'there are no tours' : `allowed: ${names.map((one) => `${one}.STEP`).join(', ')}`;
  }
  const steps = vocabulary.tours[name]!;
  const isStep = Number.isInteger(step) && (step as number) >= 0 && (step as number) < steps;
  return isStep ? undefined : `allowed: ${name}.0 to ${name}.${steps - 1}`;
}
