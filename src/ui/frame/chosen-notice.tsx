import { LINK_PANELS } from '../../settings/moment.ts';
import { useLabInstance, useView } from '../lab-context.tsx';

/** While only chosen panels are shown: how many, and the way back to all. */
export function ChosenNotice() {
  const { view } = useLabInstance();
  const count = useView(({ shownPanels }) => shownPanels?.length);
  if (count === undefined) return null;
  return (
    <div className="notice" role="status">
      <p>
        Only {count} of {LINK_PANELS.length} panels are shown.{' '}
        <span className="soft">Settings has the others one by one.</span>
      </p>
      <button type="button" onClick={() => view.setState({ shownPanels: undefined })}>
        All panels
      </button>
    </div>
  );
}
