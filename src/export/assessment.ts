import { distanceBars } from '../layout/distance-bars.ts';
import type { Setting, Strategy } from '../config/identifiers.ts';
import type { CellAssessment, ReuseHistogram } from '../protocol/assessment.ts';

/** What came of replaying a recording under one setting and strategy, or why it could not be. */
export type ExportedAssessment =
  | ({ readonly kind: 'assessed'; readonly setting: Setting; readonly strategy: Strategy } & CellAssessment)
  | { readonly kind: 'refused'; readonly setting: Setting; readonly strategy: Strategy; readonly reason: string };

/** Everything that is exported of an assessment. */
export interface AssessmentFile {
  /** Name of the recording: the viewer's own words, not to be trusted. */
  readonly recording: string;
  readonly cells: readonly ExportedAssessment[];
  readonly reuse: ReuseHistogram | undefined;
  readonly recommendations: readonly string[];
  readonly rules: readonly string[];
}

/** One line for each cell; a figure that is not there is null. */
export function assessmentRows(
  cells: readonly ExportedAssessment[],
): readonly Readonly<Record<string, string | number | null>>[] {
  return cells.map((cell) => {
    const assessed = cell.kind === 'assessed' ? cell : undefined;
    const report = assessed?.report;
    // Where nothing protects, everything is reachable, always.
    const isProtected = cell.strategy !== 'passthrough';
    return {
      setting: cell.setting,
      strategy: cell.strategy,
      cyclesPerPair: assessed?.cyclesPerPair ?? null,
      coreShare: assessed?.coreShare ?? null,
      pageInvalidations: report?.invalidations.page ?? null,
      domainInvalidations: report?.invalidations.domain ?? null,
      globalInvalidations: report?.invalidations.global ?? null,
      vmExits: report?.vmExits ?? null,
      faults: report?.faults ?? null,
      reusedPages: report?.reusedPages ?? null,
      peakStalePages: isProtected ? (report?.peakStalePages ?? null) : null,
      stalePageMilliseconds: isProtected ? (report?.stalePageMilliseconds ?? null) : null,
      pinnedPagesPeak: report?.pinnedPagesPeak ?? null,
      sidecoreBusy: report?.sidecoreBusy ?? null,
      late: assessed?.late ?? null,
      longestDelayPicoseconds: assessed?.longestDelay ?? null,
      refused: cell.kind === 'refused' ? cell.reason : null,
    };
  });
}

/** Everything as one JSON document; `report` of a cell is what `replay --json` prints. */
export function assessmentJson({ reuse, ...file }: AssessmentFile): string {
  const histogram = reuse && { ...reuse, distances: [...reuse.distances] };
  return `${JSON.stringify({ ...file, reuse: histogram ?? null }, null, 1)}\n`;
}

/** Everything as one page that needs nothing else and links to nothing: for a report or a mail. */
export function assessmentHtml({ recording, cells, reuse, recommendations, rules }: AssessmentFile): string {
  const rows = assessmentRows(cells);
  const names = Object.keys(rows[0] ?? {});
  const head = names.map((name) => `<th scope="col">${escapeHtml(words(name))}</th>`).join('');
  const body = rows
    .map((row) => `<tr>${names.map((name) => `<td>${escapeHtml(figure(row[name] ?? null))}</td>`).join('')}</tr>`)
    .join('\n');
  const distances = distanceBars(reuse?.distances ?? [], 1)
    .map(({ from, to, count }) => `<tr><td>${from === to ? from : `${from} to ${to}`}</td><td>${count}</td></tr>`)
    .join('\n');
  const list = (items: readonly string[]): string => items.map((item) => `<li>${escapeHtml(item)}</li>`).join('\n');
  const title = escapeHtml(`${recording}: what protection would cost and expose`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title}</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid #999; padding: 0.2rem 0.5rem; text-align: right; }
th { text-align: left; }
</style>
<h1>${title}</h1>
<p>Replayed by viommu-lab. Device accesses are made up: one for each page mapped.</p>
<ul>
${list(recommendations)}
</ul>
<table>
<tr>${head}</tr>
${body}
</table>
<h2>Pages unmapped between two mappings of a page</h2>
<table>
<tr><th scope="col">distance</th><th scope="col">page maps</th></tr>
${distances}
</table>
<h2>Rules of the recommendation</h2>
<ol>
${list(rules)}
</ol>
</html>
`;
}

/** `stalePageMilliseconds` → `stale page milliseconds`. */
function words(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function figure(value: string | number | null): string {
  if (typeof value !== 'number') return value ?? '';
  return value.toLocaleString('en', { maximumFractionDigits: 4 });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that cannot become markup. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
