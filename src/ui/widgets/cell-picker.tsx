import { useId, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useLabInstance } from '../lab-context.tsx';

export interface CellPickerProps {
  /** Name of the whole. */
  readonly label: string;
  readonly count: number;
  /** The cell that is chosen, if any. */
  readonly chosen: number | undefined;
  /** A cell in words. */
  readonly describe: (cell: number) => string;
  /** The cell under a point in CSS pixels from the left upper corner. */
  readonly cellAt: (x: number, y: number) => number | undefined;
  /** Where the arrow keys lead from a cell. */
  readonly next: (cell: number, direction: 'left' | 'right' | 'up' | 'down') => number;
  readonly onChoose: (cell: number | undefined) => void;
  /** The I/O virtual address that a cell is about, to be marked everywhere. */
  readonly iovaOf?: (cell: number) => number | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}

const DIRECTIONS: Readonly<Record<string, 'left' | 'right' | 'up' | 'down'>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/**
 * Lets a viewer choose one cell of a picture by pointer or keyboard. To assistive technology it is a list box of which
 * only the active option is there.
 */
export function CellPicker(props: CellPickerProps) {
  const { label, count, chosen, describe, cellAt, next, onChoose, iovaOf, className, children } = props;
  const { view } = useLabInstance();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const current = Math.min(chosen ?? active, Math.max(0, count - 1));

  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = DIRECTIONS[event.key];
    if (direction !== undefined && count > 0) {
      const cell = chosen === undefined ? current : next(current, direction);
      setActive(cell);
      onChoose(cell);
    } else if (event.key === 'Escape' && chosen !== undefined) onChoose(undefined);
    else return;
    event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent): void => {
    const bounds = box.current!.getBoundingClientRect();
    const cell = cellAt(event.clientX - bounds.left, event.clientY - bounds.top);
    if (cell !== undefined) setActive(cell);
    onChoose(cell === chosen ? undefined : cell);
  };

  const onPointerMove = (event: PointerEvent): void => {
    if (iovaOf === undefined) return;
    const bounds = box.current!.getBoundingClientRect();
    const cell = cellAt(event.clientX - bounds.left, event.clientY - bounds.top);
    const pointedIova = cell === undefined || cell >= count ? undefined : iovaOf(cell);
    if (view.getState().pointedIova !== pointedIova) view.setState({ pointedIova });
  };

  return (
    <div
      ref={box}
      className={`cell-picker ${className ?? ''}`}
      role="listbox"
      aria-label={label}
      aria-activedescendant={count > 0 ? id : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerLeave={() => iovaOf && view.setState({ pointedIova: undefined })}
    >
      {children}
      {count > 0 && (
        <div
          id={id}
          className="visually-hidden"
          role="option"
          aria-selected={chosen === current}
          aria-posinset={current + 1}
          aria-setsize={count}
        >
          {describe(current)}
        </div>
      )}
    </div>
  );
}
