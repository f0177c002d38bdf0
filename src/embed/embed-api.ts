import { assertNever } from '../base/assert.ts';
import { LINK_PANELS } from '../settings/moment.ts';
import { changedConfig, plainSettings } from '../settings/flat-change.ts';
import { readLink } from '../settings/permalink.ts';
import { changeMachine } from '../store/change-machine.ts';
import type { Lab } from '../store/lab.ts';
import { SPEED_STOPS } from '../store/paces.ts';
import {
  API_EVENTS,
  API_VERBS,
  API_VERSION,
  readMessage,
  refusal,
  type ApiAnswer,
  type ApiMessage,
} from './api-messages.ts';
import { MessageBudget } from './message-budget.ts';
import { fullAddress, showMoment } from './embed-moment.ts';
import { stateReport } from './state-report.ts';
import { subscribe, type TourPlace } from './subscription.ts';

/** Picoseconds of a millisecond. */
const MS = 1e9;

/** What an embed's messages act on, and where its own go. */
export interface ApiContext {
  readonly lab: Lab;
  readonly tours: EmbedTours;
  /** Milliseconds of wall time. */
  readonly wallTime: () => number;
  /** Tells the host something unasked. */
  readonly emit: (event: string, value: unknown) => void;
}

/** The tours of an embed. */
export interface EmbedTours {
  /** Begins a tour at a step, or ends the one that is taken. @returns why not, by field */
  readonly take: (name: string | undefined, step: number) => Promise<{ field: string; message: string } | undefined>;
  readonly place: () => TourPlace | undefined;
}

export interface EmbedApi {
  /** Carries out what was posted. @returns the answer; undefined when there is none to give */
  readonly receive: (data: unknown) => Promise<(ApiAnswer & { readonly id?: string | number }) | undefined>;
  /** Whether a host has introduced itself. */
  readonly isGreeted: () => boolean;
  readonly dispose: () => void;
}

/** What a host can do with an embed by posting messages. The only verbs are those of `api-messages.ts`. */
export function createEmbedApi(context: ApiContext): EmbedApi {
  const { lab, tours, wallTime, emit } = context;
  const { actions, store } = lab;
  const budget = new MessageBudget(wallTime);
  let isGreeted = false;
  let unsubscribe = (): void => {};
  const done = (result: unknown = null): ApiAnswer => ({ ok: true, result });

  const carryOut = async (message: ApiMessage): Promise<ApiAnswer> => {
    if (message.verb === 'hello') {
      isGreeted = true;
      return done({ version: API_VERSION, verbs: API_VERBS, events: API_EVENTS, panels: LINK_PANELS });
    }
    if (!isGreeted) return refusal('verb', 'verb: hello comes first');
    switch (message.verb) {
      case 'play':
        actions.run();
        return done();
      case 'pause':
        actions.pause();
        return done();
      case 'step':
        if (message.unit !== undefined) actions.setStepUnit(message.unit);
        if (message.back === true) actions.stepBack();
        else actions.step();
        return done();
      case 'seek':
        actions.seek(Math.round(message.ms * MS));
        return done();
      case 'set':
        return set(message);
      case 'scenario':
        return scenario(message.hash);
      case 'tour': {
        const problem = await tours.take(message.name, message.step ?? 0);
        return problem === undefined ? done() : refusal(problem.field, problem.message);
      }
      case 'get':
        return get(message.what ?? 'state');
      case 'subscribe':
        unsubscribe();
        unsubscribe =
          message.events.length === 0
            ? () => {}
            : subscribe({ lab, tourPlace: tours.place, wallTime, emit }, message.events, message.perSecond ?? 5);
        return done();
      default:
        return assertNever(message, 'verb');
    }
  };

  const set = ({ settings = {}, speed }: Extract<ApiMessage, { verb: 'set' }>): ApiAnswer => {
    const { config } = store.getState();
    const changed = changedConfig(config, settings);
    if ('field' in changed) return refusal(`settings.${changed.field.slice(0, 40)}`, changed.message);
    if (speed !== undefined) actions.setSpeed(SPEED_STOPS.findIndex(({ name }) => name === speed));
    changeMachine(actions, config, changed.config);
    return done(plainSettings(changed.config));
  };

  const scenario = (hash: string): ApiAnswer => {
    const opened = readLink(hash, lab.vocabulary);
    if (opened === undefined)
      return refusal('hash', 'hash: no fields of a link; allowed: what stands behind # in a link');
    showMoment(lab, opened.moment);
    return done({ notes: opened.notes.map(({ message }) => message) });
  };

  const get = async (what: 'state' | 'settings' | 'link'): Promise<ApiAnswer> => {
    const state = store.getState();
    if (what === 'state') return done(stateReport(state));
    if (what === 'settings') return done(plainSettings(state.config));
    try {
      return done(await fullAddress(lab));
    } catch (error) {
      return refusal('what', `link: ${String(error)}`);
    }
  };

  return {
    receive: async (data) => {
      const read = readMessage(data);
      if (read === undefined) return undefined;
      const admission = budget.admit();
      if (admission === 'dropped') return undefined;
      const answer =
        admission === 'refused'
          ? refusal('', 'too many messages: up to 50 a second')
          : 'answer' in read
            ? read.answer
            : await carryOut(read.message);
      const id = idOf(data);
      return id === undefined ? answer : { ...answer, id };
    },
    isGreeted: () => isGreeted,
    dispose: () => unsubscribe(),
  };
}

/** What the answer to a message is recognized by, when it can be. */
function idOf(data: unknown): string | number | undefined {
  const { id } = data as { readonly id?: unknown };
  return typeof id === 'number' || (typeof id === 'string' && id.length <= 64) ? id : undefined;
}
