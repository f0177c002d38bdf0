/** Slots of a queue of limited length, as cells in reading order. Lengths in CSS pixels, gap included. */
export interface SlotGrid {
  readonly columns: number;
  readonly cell: number;
  /** Slots that one cell stands for: 1 unless there are too many. */
  readonly perCell: number;
  readonly cells: number;
}

/** Fits `slots` cells into a rectangle, as large as they can be. */
export function slotGrid(
  slots: number,
  width: number,
  height: number,
  sizes: { readonly smallest: number; readonly largest: number },
): SlotGrid {
  for (let cell = sizes.largest; cell > sizes.smallest; cell--) {
    const columns = Math.floor(width / cell);
    if (columns * Math.floor(height / cell) >= slots) return { columns, cell, perCell: 1, cells: slots };
  }
  const cell = sizes.smallest;
  const columns = Math.max(1, Math.floor(width / cell));
  const room = Math.max(1, columns * Math.floor(height / cell));
  const perCell = Math.ceil(slots / room);
  return { columns, cell, perCell, cells: Math.ceil(slots / perCell) };
}
