import {
  array,
  boolean,
  finite,
  integer,
  literal,
  maxLength,
  maxValue,
  minValue,
  number,
  optional,
  picklist,
  pipe,
  record,
  safeParse,
  strictObject,
  string,
  union,
  variant,
  type InferOutput,
} from 'valibot';
import { SPEED_STOPS } from '../store/paces.ts';

/** Version of the messages between an embed and the page around it. */
export const API_VERSION = 1;

/** What a host may be told about unasked. `key` comes to every host: it is how a deck keeps its keys. */
export const API_EVENTS = ['state', 'step', 'tour', 'fault'] as const;
export type ApiEvent = (typeof API_EVENTS)[number];

/** Most answers to `subscribe` in a second. */
export const MOST_PER_SECOND = 10;
/** Longest text in a message: the longest hash that is read. */
const MOST_CHARACTERS = 8192;
/** Most settings in a message. */
const MOST_SETTINGS = 40;
/** Latest moment that can be asked for, ms of simulated time. */
const LATEST_MS = 60_000;

const text = pipe(string(), maxLength(MOST_CHARACTERS));
const head = { viommuLab: literal(API_VERSION), id: optional(union([pipe(string(), maxLength(64)), number()])) };
const message = <Verb extends string, Fields extends object>(verb: Verb, fields: Fields) =>
  strictObject({ ...head, verb: literal(verb), ...fields });

const MESSAGE = variant('verb', [
  message('hello', {}),
  message('play', {}),
  message('pause', {}),
  message('step', { unit: optional(picklist(['event', 'operation', 'frame'])), back: optional(boolean()) }),
  message('seek', { ms: pipe(number(), finite(), minValue(0), maxValue(LATEST_MS)) }),
  message('set', {
    settings: optional(record(string(), union([string(), number(), boolean()]))),
    speed: optional(picklist(SPEED_STOPS.map(({ name }) => name))),
  }),
  message('scenario', { hash: text }),
  message('tour', {
    name: optional(pipe(string(), maxLength(40))),
    step: optional(pipe(number(), integer(), minValue(0), maxValue(999))),
  }),
  message('get', { what: optional(picklist(['state', 'settings', 'link'])) }),
  message('subscribe', {
    events: pipe(array(picklist(API_EVENTS)), maxLength(API_EVENTS.length)),
    perSecond: optional(pipe(number(), minValue(0.1), maxValue(MOST_PER_SECOND))),
  }),
]);

/** A message that an embed understands. */
export type ApiMessage = InferOutput<typeof MESSAGE>;
export type ApiVerb = ApiMessage['verb'];

/** Everything a host may ask for. */
export const API_VERBS: readonly string[] = MESSAGE.options.map(({ entries }) => entries.verb.literal);

/** What goes back to whoever sent a message. */
export type ApiAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: { readonly field: string; readonly message: string } };

/** Why a message was not carried out: the field and what is wrong with it. */
export function refusal(field: string, reason: string): ApiAnswer {
  return { ok: false, error: { field, message: reason.slice(0, 400) } };
}

/**
 * Reads what somebody posted.
 * @returns undefined when it is not meant for an embed at all; the message; or what is wrong with it
 */
export function readMessage(
  data: unknown,
): { readonly message: ApiMessage } | { readonly answer: ApiAnswer } | undefined {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, 'viommuLab')) return undefined;
  const { viommuLab, verb, settings } = data as Readonly<Record<string, unknown>>;
  if (viommuLab !== API_VERSION) {
    return { answer: refusal('viommuLab', `the version of a message; this page speaks ${API_VERSION}`) };
  }
  if (typeof verb !== 'string' || !API_VERBS.includes(verb)) {
    return { answer: refusal('verb', `verb; allowed: ${API_VERBS.join(', ')}`) };
  }
  // Before each of them is looked at.
  if (typeof settings === 'object' && settings !== null && Object.keys(settings).length > MOST_SETTINGS) {
    return { answer: refusal('settings', `settings has too many; allowed: up to ${MOST_SETTINGS}`) };
  }
  const result = safeParse(MESSAGE, data, { abortEarly: true });
  if (result.success) return { message: result.output };
  const [issue] = result.issues;
  const field = (issue.path ?? []).map(({ key }) => String(key).slice(0, 40)).join('.');
  return { answer: refusal(field, `${field}: ${issue.message}`) };
}
