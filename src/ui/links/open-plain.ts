import { PAGE_CONFIG } from '../../config/machine-config.ts';
import { momentAtStart } from '../../settings/moment.ts';
import type { Lab } from '../../store/lab.ts';

/** Shows the page as it is without a link. */
export function openPlain({ actions }: Lab): void {
  actions.openMoment(momentAtStart(PAGE_CONFIG));
}
