import type { MachineConfig } from '../config/machine-config.ts';
import type { Report, ReportBody } from '../protocol/reports.ts';
import type { Metrics, Sections } from '../protocol/snapshot.ts';

/** A second machine beside the one that the page shows. */
export type Comparison =
  | { readonly kind: 'none' }
  /** Asked for; it runs to where the first machine stands. */
  | { readonly kind: 'coming'; readonly apart: Partial<MachineConfig> }
  | {
      readonly kind: 'beside';
      /** The settings of its own. */
      readonly apart: Partial<MachineConfig>;
      readonly config: MachineConfig;
      /** Its simulated time, ps: that of the first machine but for an act under way. */
      readonly now: number;
      readonly metrics: Metrics;
      readonly sections: Partial<Sections>;
    }
  /** There cannot be such a machine. */
  | { readonly kind: 'refused'; readonly reason: string };

export const NO_COMPARISON: Comparison = { kind: 'none' };

/** Settings in which a configuration differs from another, with its values. */
export function settingsApart(one: MachineConfig, other: MachineConfig): Partial<MachineConfig> {
  const keys = Object.keys(other) as (keyof MachineConfig)[];
  const differing = keys.filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]));
  return Object.fromEntries(differing.map((key) => [key, other[key]]));
}

/** The comparison after a report. Sections that did not come keep their identity. */
export function followTwin(
  comparison: Comparison,
  { twin: head }: Extract<Report, { kind: 'progress' }>,
  { twin: body }: ReportBody,
): Comparison {
  if (comparison.kind === 'none' || comparison.kind === 'refused') return comparison;
  if (head === undefined || body === undefined) {
    return comparison.kind === 'coming' ? comparison : NO_COMPARISON;
  }
  const { apart } = comparison;
  // A report about the machine that stood there before.
  if (!hasSettings(head.config, apart)) return comparison;
  const earlier = comparison.kind === 'beside' ? comparison.sections : {};
  const sections = Object.keys(body.sections).length > 0 ? { ...earlier, ...body.sections } : earlier;
  return { kind: 'beside', apart, config: head.config, now: head.now, metrics: body.metrics, sections };
}

function hasSettings(config: MachineConfig, wanted: Partial<MachineConfig>): boolean {
  return (Object.keys(wanted) as (keyof MachineConfig)[]).every(
    (key) => JSON.stringify(config[key]) === JSON.stringify(wanted[key]),
  );
}
