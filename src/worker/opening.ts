import { later, time, type Time } from '../clock/time.ts';
import type { MachineConfig } from '../config/machine-config.ts';
import type { LoggedCommand, RecordingName, RunMoment } from '../protocol/run-moment.ts';
import { ACTS_PER_LEG, type Errand } from './errands.ts';
import type { Timeline } from './timeline.ts';
import { runOnTo } from './travel.ts';

/**
 * The moment at which a run stands. Time alone names a place at which everything due has happened; elsewhere the number of
 * acts does.
 * @param config what the machine was at its start. @param event that is shown instead of the machine as it stands.
 */
export function momentOf(
  timeline: Timeline,
  config: MachineConfig,
  event: number | undefined,
  recording: RecordingName | undefined,
): RunMoment {
  const { acts, commands, reached } = timeline.place;
  return {
    config,
    commands: timeline.history.entries.slice(0, commands).map(({ reached: at, command }) => ({ at, command })),
    time: reached,
    acts: timeline.machine.nextTime <= reached ? acts : undefined,
    event,
    recording,
  };
}

/**
 * Brings a machine from its start to a moment of its run, commands included.
 * @param refusal why a command cannot be carried out by this machine; it is then left out.
 * @returns what was left out, with the reasons.
 */
export function* reopen(
  timeline: Timeline,
  moment: RunMoment,
  refusal: (command: LoggedCommand) => string | undefined,
): Errand<readonly string[]> {
  const leftOut: string[] = [];
  // Nothing happens before the machine is there: what is said to is the first thing that does.
  const noEarlier = (at: number): Time => later(time(at), timeline.start.reached);
  for (const [index, { at, command }] of moment.commands.entries()) {
    yield* runOnTo(timeline, noEarlier(at));
    const reason = refusal(command);
    if (reason === undefined) timeline.perform(command);
    else leftOut.push(`command ${index + 1} of ${moment.commands.length}: ${reason}`);
    yield;
  }
  const until = noEarlier(moment.time);
  if (moment.acts === undefined) yield* runOnTo(timeline, until);
  else yield* runActs(timeline, moment.acts, until);
  return leftOut;
}

/** Runs on until so many acts have happened since the start, but not beyond a moment. */
function* runActs(timeline: Timeline, acts: number, until: Time): Errand {
  for (let left = acts - timeline.place.acts; left > 0 && timeline.nextTime <= until; left -= 1) {
    timeline.runOne();
    if (left % ACTS_PER_LEG === 0) yield;
  }
}
