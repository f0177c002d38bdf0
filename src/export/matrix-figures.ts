import { csvLine } from '../base/csv.ts';
import { SETTINGS, STRATEGIES, type Setting, type Strategy } from '../config/identifiers.ts';
import { PAPER_GBPS, PAPER_PERCENT } from '../config/paper-results.ts';
import type { CellMeasurement } from '../protocol/reports.ts';

/** What is known of a cell of the matrix. */
export type ExportedCell =
  ({ readonly kind: 'measured' } & CellMeasurement) | { readonly kind: 'refused'; readonly reason: string };

/** One line of the file. A figure that is not there is null. */
export interface MatrixRow {
  readonly setting: Setting;
  readonly strategy: Strategy;
  readonly percentOfLineRate: number | null;
  /** As published; null where the paper has none, or for another line rate or workload. */
  readonly paperPercent: number | null;
  readonly exitsPerFrame: number | null;
  /** Null where nothing protects: everything is reachable, always. */
  readonly peakStalePages: number | null;
  readonly pinnedPages: number | null;
  /** Simulated milliseconds that were left out at the start, and over which was measured. */
  readonly warmUpMilliseconds: number | null;
  readonly windowMilliseconds: number | null;
  /** Why there can be no such machine. */
  readonly refused: string | null;
}

/** The cells of which something is known, in the order of the matrix. */
export function matrixRows(
  cells: Readonly<Partial<Record<`${Setting}/${Strategy}`, ExportedCell>>>,
  { linkGbps, workload }: { readonly linkGbps: number; readonly workload: string },
): readonly MatrixRow[] {
  const isPapers = linkGbps === PAPER_GBPS && workload === 'transmit';
  return SETTINGS.flatMap((setting) =>
    STRATEGIES.flatMap((strategy): MatrixRow[] => {
      const cell = cells[`${setting}/${strategy}`];
      if (cell === undefined) return [];
      const measured = cell.kind === 'measured' ? cell : undefined;
      return [
        {
          setting,
          strategy,
          percentOfLineRate: measured?.percent ?? null,
          paperPercent: (isPapers ? PAPER_PERCENT[`${setting}/${strategy}`] : undefined) ?? null,
          exitsPerFrame: measured?.exitsPerFrame ?? null,
          peakStalePages: strategy === 'passthrough' ? null : (measured?.peakStalePages ?? null),
          pinnedPages: measured?.pinnedPages ?? null,
          warmUpMilliseconds: measured?.span.warmUp ?? null,
          windowMilliseconds: measured?.span.window ?? null,
          refused: cell.kind === 'refused' ? cell.reason : null,
        },
      ];
    }),
  );
}

/** Rows of plain figures as comma-separated values: names in the first line, nothing where there is no figure. */
export function rowsCsv(rows: readonly object[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) =>
    csvLine(names.map((name) => ((row as Record<string, unknown>)[name] as string | number | null) ?? '')),
  );
  return csvLine(names) + lines.join('');
}

/** The same as a JSON list. */
export function rowsJson(rows: readonly object[]): string {
  return `${JSON.stringify(rows, null, 1)}\n`;
}
