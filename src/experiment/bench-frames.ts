import { milliseconds, PS_PER_MS, time } from '../clock/time.ts';
import { runUntil } from '../machine/lab-machine.ts';
import { Machine } from '../machine/machine.ts';
import { SECTION_NAMES } from '../protocol/commands.ts';
import { median, timed, type Calibration } from './bench-clock.ts';
import { cellConfig, FURTHER_CELLS, PAPER_CELLS, type CellName } from './reproduce-cells.ts';

/** Emulated frames per second of one core. */
export interface FrameSpeed extends CellName {
  /** Without an observer, and with one like the page: all sections 60 times a second of wall time. */
  readonly framesPerSecond: number;
  readonly observedFramesPerSecond: number;
  /** Nanoseconds of processor time per frame, and the same in steps of the calibration. */
  readonly nanosecondsPerFrame: number;
  readonly stepsPerFrame: number;
  readonly eventsPerFrame: number;
}

/** How long it measures. */
export interface FrameBenchSpan {
  /** Simulated milliseconds before the first round. */
  readonly warmUp: number;
  readonly rounds: number;
  /** Nanoseconds of processor time that a round should take. */
  readonly round: number;
}

/** Milliseconds of wall time between two looks of the observer. */
const LOOK = 1000 / 60;
/** Simulated time that passes between two looks at the wall clock. */
const SLICE = PS_PER_MS / 4;

/** Measures cells in turn, round by round, so that what else the machine does hits all of them. */
export function benchFrames(
  span: FrameBenchSpan,
  calibration: Calibration,
  done: () => void = () => undefined,
  cells: readonly CellName[] = [...PAPER_CELLS, ...FURTHER_CELLS],
): FrameSpeed[] {
  const runs = cells.map((cell) => new CellRun(cell, span));
  for (let round = 0; round < span.rounds; round++) {
    calibration.sample();
    for (const run of runs) {
      run.measure();
      done();
    }
  }
  return runs.map((run) => run.result(calibration.nanosecondsPerStep));
}

class CellRun {
  private readonly cell: CellName;
  private readonly machine: Machine;
  private readonly plain: number[] = [];
  private readonly observed: number[] = [];
  private readonly events: number[] = [];
  /** Simulated milliseconds of a round. */
  private readonly length: number;

  constructor(cell: CellName, span: FrameBenchSpan) {
    this.cell = cell;
    this.machine = new Machine(cellConfig(cell, 2011));
    this.run(span.warmUp);
    const trial = Math.max(1, span.warmUp / 4);
    const spent = timed(() => this.run(trial));
    this.length = Math.max(1, Math.round((trial * span.round) / Math.max(spent, 1)));
  }

  /** One round without and one with the observer. */
  measure(): void {
    const { machine } = this;
    const events = machine.tracer.sequence;
    const frames = machine.totals().frames;
    this.plain.push(this.perFrame(() => this.run(this.length)));
    this.events.push((machine.tracer.sequence - events) / (machine.totals().frames - frames));
    this.observed.push(this.perFrame(() => this.runObserved(this.length)));
  }

  result(nanosecondsPerStep: number): FrameSpeed {
    const nanosecondsPerFrame = median(this.plain);
    return {
      ...this.cell,
      framesPerSecond: 1e9 / nanosecondsPerFrame,
      observedFramesPerSecond: 1e9 / median(this.observed),
      nanosecondsPerFrame,
      stepsPerFrame: nanosecondsPerFrame / nanosecondsPerStep,
      eventsPerFrame: median(this.events),
    };
  }

  private perFrame(work: () => void): number {
    const before = this.machine.totals().frames;
    const spent = timed(work);
    return spent / Math.max(1, this.machine.totals().frames - before);
  }

  private run(simulated: number): void {
    runUntil(this.machine, time(this.machine.now + milliseconds(simulated)));
  }

  private runObserved(simulated: number): void {
    const { machine } = this;
    const end = machine.now + milliseconds(simulated);
    let next = performance.now();
    while (machine.now < end) {
      runUntil(machine, time(Math.min(end, machine.now + SLICE)));
      if (performance.now() < next) continue;
      next = performance.now() + LOOK;
      machine.metrics();
      for (const name of SECTION_NAMES) machine.section(name);
    }
  }
}
