import { brief } from '../config/flat-settings.ts';
import { isPlainObject } from './command-log.ts';
import { selectionError, tourError } from './link-view.ts';
import { PLAIN_VIEW, VIEW_WORDS, type SelectedAddress, type View, type ViewVocabulary } from './moment.ts';
import { RunFileError, take, type Plain } from './run-file-error.ts';

const KEYS = Object.keys(PLAIN_VIEW);

/** A view as a run file has it: only what is not as the page has it. */
export function plainView({ selection, panels, tour, large, speed, plays, shows, numbers, detail }: View): Plain {
  return {
    ...(selection.kind === 'iova' ? { selection: { iova: selection.iova, domainId: selection.domainId } } : {}),
    ...(panels === undefined ? {} : { panels }),
    ...(tour === undefined ? {} : { tour }),
    ...(large === undefined ? {} : { large }),
    ...(speed === undefined ? {} : { speed }),
    ...(shows === undefined ? {} : { shows }),
    ...(numbers === undefined ? {} : { numbers }),
    ...(detail === undefined ? {} : { detail }),
    ...(plays === undefined ? {} : { plays }),
  };
}

/** The view of a run file; a file without one shows the page as it is. @throws RunFileError */
export function readRunView(view: unknown, vocabulary: ViewVocabulary): View {
  if (view === undefined) return PLAIN_VIEW;
  if (!isPlainObject(view)) throw new RunFileError('view', 'is not an object');
  const stranger = Object.keys(view).find((key) => !KEYS.includes(key));
  if (stranger !== undefined) {
    throw new RunFileError(`view.${brief(stranger)}`, `is unknown; allowed: ${KEYS.join(', ')}`);
  }
  return {
    selection: readSelection(take(view, 'selection')),
    panels: readPanels(take(view, 'panels'), vocabulary),
    tour: readTour(take(view, 'tour'), vocabulary),
    large: readOne(view, 'large', vocabulary.panels),
    speed: readOne(view, 'speed', vocabulary.speeds),
    shows: readOne(view, 'shows', VIEW_WORDS.shows),
    numbers: readOne(view, 'numbers', VIEW_WORDS.numbers),
    detail: readOne(view, 'detail', VIEW_WORDS.detail),
    plays: readOne(view, 'plays', [true, false]),
  };
}

function readSelection(selection: unknown): SelectedAddress {
  if (selection === undefined) return PLAIN_VIEW.selection;
  const { iova, domainId, ...more } = isPlainObject(selection) ? selection : {};
  const error = Object.keys(more).length > 0 ? 'has more than iova and domainId' : selectionError({ iova, domainId });
  if (error !== undefined) throw new RunFileError('view.selection', error);
  return { kind: 'iova', iova: iova as number, domainId: domainId as number };
}

function readPanels(panels: unknown, vocabulary: ViewVocabulary): View['panels'] {
  if (panels === undefined) return undefined;
  const isList = Array.isArray(panels) && panels.length > 0 && panels.length <= vocabulary.panels.length;
  const isKnown = isList && panels.every((name: unknown) => (vocabulary.panels as readonly unknown[]).includes(name));
  if (isKnown && new Set(panels).size === panels.length) return panels as string[];
  throw new RunFileError('view.panels', `is wrong; allowed: a list of some of ${vocabulary.panels.join(', ')}`);
}

function readOne<T>(view: Plain, key: string, allowed: readonly T[]): T | undefined {
  const value = take(view, key);
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new RunFileError(`view.${key}`, `is wrong; allowed: ${allowed.join(', ')}`);
  return found;
}

function readTour(tour: unknown, vocabulary: ViewVocabulary): View['tour'] {
  if (tour === undefined) return undefined;
  const { name, step, ...more } = isPlainObject(tour) ? tour : {};
  const error = Object.keys(more).length > 0 ? 'it has more than name and step' : tourError({ name, step }, vocabulary);
  if (error !== undefined) throw new RunFileError('view.tour', `is wrong: ${error}`);
  return { name: name as string, step: step as number };
}
