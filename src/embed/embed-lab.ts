import type { Moment } from '../settings/moment.ts';
import type { OpenedLink } from '../settings/permalink.ts';
import { arrangementOf } from '../store/moment-actions.ts';
import { createLab, type Lab, type LabOptions } from '../store/lab.ts';
import { PANEL_DIRECTORY } from '../ui/panel-directory.ts';
import { isPlace, STILL_AT } from './embed-moment.ts';
import type { EmbedOptions } from './embed-options.ts';

/** What the page brings along whatever it shows. */
export type PageOptions = Omit<LabOptions, 'config' | 'sections' | 'link'> & {
  readonly config: Moment['config'];
  readonly vocabulary: NonNullable<LabOptions['vocabulary']>;
};

/** Starts an emulator for an embed. Unless it is to run at once, it computes its still picture and waits. */
export function createEmbedLab(
  { panels, autoplay, attract, speed }: EmbedOptions,
  link: OpenedLink | undefined,
  page: PageOptions,
): Lab {
  const isRunning = autoplay || attract;
  const moment = link && { ...link.moment, view: { ...link.moment.view, plays: isRunning } };
  const lab = createLab({
    ...page,
    ...(moment && isPlace(moment) ? { link: { moment, notes: [] } } : { config: moment?.config ?? page.config }),
    sections: [...new Set(panels.flatMap((name) => PANEL_DIRECTORY[name].sections))],
  });
  if (moment && !isPlace(moment)) {
    lab.view.setState(arrangementOf(moment.view));
    lab.actions.select(moment.view.selection);
    const linked = page.vocabulary.speeds.indexOf(moment.view.speed ?? '');
    if (linked >= 0) lab.actions.setSpeed(linked);
  }
  if (speed !== undefined) lab.actions.setSpeed(speed);
  if (!isRunning && !(moment && isPlace(moment))) lab.actions.seek(STILL_AT);
  return lab;
}
