import type { Moment } from '../settings/moment.ts';
import { readLink } from '../settings/permalink.ts';
import { createLab, type Lab, type LabOptions } from '../store/lab.ts';
import { linkVocabulary } from '../store/link-vocabulary.ts';
import { PANEL_DIRECTORY } from '../ui/panel-directory.ts';
import type { EmbedOptions } from './embed-options.ts';

/** Where an embed that does not run stands, ps: far enough for every figure to have settled. */
const STILL_AT = 40e9;

/** The machine and the moment that the part of an address behind `#` asks for; undefined where it asks for none. */
export function linkedMoment(hash: string): Moment | undefined {
  return readLink(hash, linkVocabulary())?.moment;
}

/** What the page brings along whatever it shows. */
export type PageOptions = Omit<LabOptions, 'config' | 'sections'> & { readonly config: Moment['config'] };

/** Starts an emulator for an embed. Unless it is to run at once, it computes its still picture and waits. */
export function createEmbedLab(
  { panels, autoplay, attract, speed }: EmbedOptions,
  hash: string,
  page: PageOptions,
): Lab {
  const moment = linkedMoment(hash);
  const lab = createLab({
    ...page,
    config: moment?.config ?? page.config,
    sections: [...new Set(panels.flatMap((name) => PANEL_DIRECTORY[name].sections))],
  });
  if (speed !== undefined) lab.actions.setSpeed(speed);
  const time = moment?.time ?? 0;
  const isRunning = autoplay || attract;
  if (time > 0 || !isRunning) lab.actions.seek(time > 0 ? time : STILL_AT);
  if (time > 0 && isRunning) lab.actions.run();
  return lab;
}
