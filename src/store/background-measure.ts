import type { MachineConfig } from '../config/machine-config.ts';
import type { Cell } from '../config/opening-story.ts';
import { unpack } from '../protocol/buffers.ts';
import type { Report } from '../protocol/reports.ts';
import type { Session } from '../session/session.ts';
import { shareIn } from './attract.ts';

/**
 * Measures cells one after the other on an emulator of its own that nobody watches, as fast as it can.
 * @param onMeasured gets each cell with its share of the line rate once that has come to rest
 * @returns how to stop; it stops by itself after the last cell or when the emulator fails
 */
export function measureInBackground(
  createSession: () => Session,
  config: MachineConfig,
  cells: readonly Cell[],
  onMeasured: (cell: Cell, share: number) => void,
): () => void {
  const session = createSession();
  let index = 0;
  const stop = (): void => {
    if (index > cells.length) return;
    index = cells.length + 1;
    session.dispose();
  };
  const start = (): void => {
    session.send({ kind: 'configure', config: { ...config, ...cells[index] } });
    session.send({ kind: 'run', pace: { kind: 'full' } });
  };
  const take = (report: Report): void => {
    if (index >= cells.length) return;
    if (report.kind === 'crashed' || report.kind === 'rejected') stop();
    if (report.kind !== 'progress') return;
    const { metrics } = unpack(report.body, report.buffer);
    session.send({ kind: 'acknowledge', report: report.report, buffer: report.buffer }, [report.buffer]);
    const cell = cells[index]!;
    const share = shareIn({ reportedConfig: report.config, metrics }, cell);
    if (share === undefined) return;
    onMeasured(cell, share);
    index += 1;
    if (index < cells.length) start();
    else stop();
  };
  session.subscribe(take);
  session.send({ kind: 'watch', sections: [] });
  start();
  return stop;
}
