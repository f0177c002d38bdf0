import { fetched } from '../../fetched.tsx';
import { useLab, useView } from '../../lab-context.tsx';

const ComparisonNotice = fetched(
  'What is known of the comparison',
  async () => (await import('./comparison-notice.tsx')).ComparisonNotice,
);

/** The comparison that runs behind the panels, if any. */
export function ComparisonBar() {
  const isOn = useLab(({ comparison }) => comparison.kind !== 'none');
  const isShown = useView(({ maximized }) => maximized === 'compare');
  return isOn && !isShown ? <ComparisonNotice /> : null;
}
