import type { WalkColumn } from './walk-columns.ts';

/** What one of several trees has at a station: its column, and the place of that among the tree's own. */
export interface StationStop {
  readonly column: WalkColumn;
  readonly place: number;
}

/** A station of walks that are shown together. */
export interface WalkStation {
  readonly title: string;
  readonly bits: string;
  readonly bitsName: string;
  /** By tree; undefined where a tree has no such level. */
  readonly stops: readonly (StationStop | undefined)[];
}

/** Puts walks for the same address beneath each other: trees of fewer levels, and of none, leave gaps. */
export function walkStations(walks: readonly (readonly WalkColumn[])[]): WalkStation[] {
  const deepest = walks.reduce((most, walk) => (walk.length > most.length ? walk : most), []);
  return deepest.map(({ title }) => {
    const stops = walks.map((walk) => {
      const place = walk.findIndex((column) => column.title === title);
      return place < 0 ? undefined : { column: walk[place]!, place };
    });
    const { bits, bitsName } = stops.find((stop) => stop !== undefined)!.column;
    return { title, bits, bitsName, stops };
  });
}
