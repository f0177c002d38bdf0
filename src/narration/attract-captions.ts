import type { Cell } from '../config/opening-story.ts';
import { sumOfActs } from './bottleneck.ts';
import { axisSpan, integer, percent, plain } from './format.ts';
import type { LabView } from './lab-view.ts';
import { SETTING_LABEL, STRATEGY_LABEL } from './names.ts';
import type { PointerName } from './pointers.ts';

/** What is said of a cell of the opening story before anything is measured in it. */
export interface Caption {
  /** What is new, in a word or two. */
  readonly label: string;
  /** Said while the rate comes to rest. */
  readonly announcement: string;
  /** Where it is to be seen. */
  readonly point: PointerName;
}

/** What is new in a cell after the one before. */
export function captionOf(cell: Cell, before: Cell | undefined): Caption {
  const setting = SETTING_LABEL[cell.setting];
  const strategy = STRATEGY_LABEL[cell.strategy];
  if (before === undefined) {
    return {
      label: `${setting}, ${strategy}`,
      announcement: `An unmodified guest has a network card of its own and an emulated IOMMU: ${setting.toLowerCase()}, ${strategy}.`,
      point: 'throughput',
    };
  }
  if (cell.setting !== before.setting) {
    return {
      label: `+ ${setting.toLowerCase()}`,
      announcement: `Now another core polls the registers of the emulated IOMMU: ${setting.toLowerCase()}.`,
      point: 'throughput',
    };
  }
  return {
    label: `+ ${strategy}`,
    announcement: `Now what is unmapped stays mapped for a while: ${strategy} teardown.`,
    point: 'queue',
  };
}

/** One sentence on a cell whose rate came to rest: what changed, and which structure shows it, with what was measured. */
export function captionText(cell: Cell, measured: readonly number[], view: LabView): string {
  const { metrics, rates, reportedConfig } = view;
  if (metrics === undefined) return '';
  const share = percent(measured.at(-1) ?? 0);
  const before = percent(measured.at(-2) ?? 0);
  const exits = plain(Math.round(metrics.exitsPerFrame * 10) / 10);
  if (measured.length === 1) {
    return `Each frame leaves the guest ${exits} times to map and unmap its buffer: ${integer(sumOfActs(metrics.cyclesPerFrame))} cycles where the line allows ${integer(metrics.cycleBudget)}, so Throughput stands at ${share}.`;
  }
  if (cell.strategy === 'optimistic') {
    const patience = axisSpan(reportedConfig.ageLimitMicroseconds * 1e6);
    return `Unmapped pages wait up to ${patience} in the Teardown queue, and ${percent(rates.reuseRate ?? 0)} of the maps take one back instead of asking the IOMMU: ${before} becomes ${share}.`;
  }
  return `The guest no longer exits (${exits} times a frame): the sidecore does the work, ${percent(metrics.sidecoreUtilisation)} busy, and in Throughput ${before} becomes ${share}.`;
}

/** The cells in one sentence. */
export function storyInWords(cells: readonly Cell[], measured: readonly (number | undefined)[]): string {
  const parts = cells.map((cell, index) => {
    const share = measured[index];
    return `${captionOf(cell, cells[index - 1]).label} ${share === undefined ? '…' : percent(share)}`;
  });
  return `Share of the line that an unmodified guest reaches: ${parts.join(', ')}.`;
}
