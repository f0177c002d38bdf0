import { gpa, iova, sourceId, type SourceId } from '../../src/bus/addresses.ts';
import type { RecordedOperation, RecordedSegment } from '../../src/recording/recorded-operation.ts';
import { RecordedOperations } from '../../src/recording/recorded-operations.ts';
import type { DmaDirection } from '../../src/recording/trace-event.ts';

const PAGE = 4096;

/** One step of a made-up recording. Addresses are page numbers; a map's frames are in a row unless it lists segments. */
export interface Step {
  readonly kind: RecordedOperation['kind'];
  readonly page: number;
  readonly pages: number;
  readonly frame?: number;
  readonly segments?: readonly (readonly [frame: number, pages: number])[];
  /** 0, 1, 2 …: 00:01.0, 00:02.0 … */
  readonly device?: number;
  readonly direction?: DmaDirection;
  /** Recorded time in ns; one microsecond after the step before when left out. */
  readonly time?: number;
}

/** The device with a number of a made-up recording. */
export function deviceNumber(device: number): SourceId {
  return sourceId(0, device + 1, 0);
}

/** Operations as a recording would yield them. */
export function makeOperations(steps: readonly Step[]): RecordedOperations {
  const operations = new RecordedOperations();
  let time = 1_000_000_000;
  steps.forEach((step, index) => {
    time = step.time ?? time + 1000;
    operations.append({
      kind: step.kind,
      time,
      line: index + 1,
      cpu: 0,
      iova: iova(step.page * PAGE),
      size: step.kind === 'stale-access' ? 16 : step.pages * PAGE,
      segments: segmentsOf(step),
      sourceId: deviceNumber(step.device ?? 0),
      domainId: undefined,
      direction: step.direction ?? 'unknown',
      text: '',
    });
  });
  return operations;
}

function segmentsOf(step: Step): RecordedSegment[] {
  if (step.kind !== 'map') return [];
  const segments = step.segments ?? [[step.frame ?? step.page, step.pages] as const];
  return segments.map(([frame, pages]) => ({ gpa: gpa(frame * PAGE), size: pages * PAGE }));
}
