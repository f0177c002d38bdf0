import { playsOn, type Moment } from '../settings/moment.ts';
import { linkHash } from '../settings/permalink.ts';
import type { Lab } from '../store/lab.ts';

/** Where an embed that does not run stands, ps: far enough for every figure to have settled. */
export const STILL_AT = 40e9;

/** Shows what a link means in the place of what an embed shows, running or standing as before. */
export function showMoment({ actions, store }: Lab, moment: Moment): void {
  const plays = store.getState().run === 'running';
  if (isPlace(moment)) {
    actions.openMoment({ ...moment, view: { ...moment.view, plays } });
    return;
  }
  actions.restartWith(moment.config);
  if (!plays) actions.seek(STILL_AT);
}

/** Whether a link names a place in a run and not just a machine at its start. */
export function isPlace({ time, commands, recording }: Moment): boolean {
  return time > 0 || commands.length > 0 || recording !== undefined;
}

/**
 * The address of the whole page in the moment that an embed shows. A run that is too long for a link begins anew there.
 * @throws without an emulator
 */
export async function fullAddress({ actions, store }: Lab): Promise<string> {
  const moment = await actions.currentMoment();
  const plays = store.getState().run === 'running';
  const view = { ...moment.view, plays: plays === playsOn(moment) ? undefined : plays };
  const link = linkHash({ ...moment, view });
  return link.kind === 'link' ? pageAddress() + link.hash : plainAddress(moment);
}

/** The address of the whole page with a machine as it is configured. */
function plainAddress(moment: Moment): string {
  const start = { commands: [], time: 0, acts: undefined, event: undefined, recording: undefined };
  const link = linkHash({ ...moment, ...start, view: { ...moment.view, plays: undefined } });
  return link.kind === 'link' ? pageAddress() + link.hash : pageAddress();
}

function pageAddress(): string {
  return location.href.replace(/[?#].*$/, '');
}
