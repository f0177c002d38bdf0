import { LINK_PANELS, type ViewVocabulary } from '../settings/moment.ts';
import { SPEED_STOPS } from './paces.ts';

/**
 * The words that links to this page may name.
 * @param tours number of steps of each tour that can be taken
 */
export function linkVocabulary(tours: Readonly<Record<string, number>> = {}): ViewVocabulary {
  return { panels: LINK_PANELS, tours, speeds: SPEED_STOPS.map(({ name }) => name) };
}
