import { toPng } from '../../export/png.ts';
import { panelToSvg } from '../../export/svg.ts';
import { milliseconds } from '../../narration/format.ts';
import { SETTING_LABEL, STRATEGY_LABEL, WORKLOAD_LABEL } from '../../narration/names.ts';
import type { LabState } from '../../store/lab-state.ts';

/** Saves a panel as a picture with a caption that says what was running. */
export async function savePanel(
  panel: HTMLElement,
  title: string,
  { config, now }: LabState,
  format: 'svg' | 'png',
): Promise<void> {
  const { setting, strategy, workload } = config;
  const run = `${SETTING_LABEL[setting]}, ${STRATEGY_LABEL[strategy]}, ${WORKLOAD_LABEL[workload]}`;
  const picture = panelToSvg(panel, `${title} · ${run}, at ${milliseconds(now, 3)} ms · viommu-lab`);
  const blob = format === 'png' ? await toPng(picture) : new Blob([picture.svg], { type: 'image/svg+xml' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `viommu-lab ${title.toLowerCase()} ${setting} ${strategy}.${format}`.replaceAll(' ', '-');
  link.click();
  URL.revokeObjectURL(link.href);
}
