import { PAGE_CONFIG } from '../../config/machine-config.ts';
import { PLAIN_VIEW } from '../../settings/moment.ts';
import type { Lab } from '../../store/lab.ts';

/** Shows the page as it is without a link. */
export function openPlain({ actions }: Lab): void {
  actions.openMoment({
    config: PAGE_CONFIG,
    commands: [],
    time: 0,
    acts: undefined,
    event: undefined,
    recording: undefined,
    view: PLAIN_VIEW,
  });
}
