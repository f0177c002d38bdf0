import type { ChosenCell } from '../../store/chosen-cell.ts';
import { useActions } from '../lab-context.tsx';
import './why-button.css';

/** Asks for the last event that wrote a cell. The answer stands above the panels. */
export function WhyButton({ cell: { what, about } }: { readonly cell: ChosenCell }) {
  const { ask } = useActions();
  return (
    <button type="button" className="why" title="The last event that wrote it (w)" onClick={() => ask(what, about)}>
      Why is it so?
    </button>
  );
}
