import { ACT_GROUPS, groupSum } from '../config/act-groups.ts';
import { ACT_COUNT } from '../config/acts.ts';
import type { Strategy, WorkloadName } from '../config/identifiers.ts';
import type { Metrics } from '../protocol/snapshot.ts';
import { assertNever } from '../base/assert.ts';
import { compact, integer, percent } from './format.ts';
import { unitOf } from './units.ts';

/** A sentence to be read first, and what supports it. */
export interface Explanation {
  readonly claim: string;
  readonly reason: string;
}

/** What holds throughput back, with the measured numbers. */
export function explainBottleneck(
  metrics: Metrics,
  strategy: Strategy,
  workload: WorkloadName,
  reuseRate: number | undefined,
): Explanation {
  const spent = sumOfActs(metrics.cyclesPerFrame);
  if (metrics.frames === 0 || spent === 0) {
    return { claim: 'Nothing has been sent yet.', reason: 'Run the machine and the figures follow.' };
  }
  const { one, limit } = unitOf(workload);
  if (metrics.framesPerSecond === 0) {
    return {
      claim: 'Nothing gets through.',
      reason: `No ${one} was completed lately; the core is ${percent(metrics.coreUtilisation)} busy.`,
    };
  }
  const cost = `${integer(spent)} cycles`;
  const budget = integer(metrics.cycleBudget);
  const reuse =
    strategy === 'optimistic' && reuseRate !== undefined ? ` ${percent(reuseRate)} of maps took a mapping back.` : '';
  switch (metrics.bottleneck) {
    case 'guest-core':
      return {
        claim: 'The guest core is the limit.',
        reason: `${article(one)} costs it ${cost} and the ${limit} allows ${budget}. ${reuse === '' ? largestAvoidable(metrics) + exits(metrics) : reuse.trimStart()}`,
      };
    case 'sidecore':
      return {
        claim: 'The sidecore is the limit.',
        reason: `It is ${percent(metrics.sidecoreUtilisation)} busy${sharedBy(metrics)}, and the guest waits for it: ${article(one).toLowerCase()} costs the guest ${cost} of the ${budget} that the ${limit} allows.${reuse}`,
      };
    case 'link':
      return {
        claim: `The ${limit === 'line' ? 'link' : limit} is the limit.`,
        reason: `${article(one)} costs the guest core ${cost} of the ${budget} that the ${limit} allows: it is ${percent(metrics.coreUtilisation)} busy.${exits(metrics)}${reuse}`,
      };
    case 'device':
      if (workload === 'recording') {
        return {
          claim: 'The recording sets the pace.',
          reason: `Its operations come when they were recorded; the core is ${percent(metrics.coreUtilisation)} busy.${reuse}`,
        };
      }
      if (workload === 'request-response') {
        return {
          claim: 'The round trip is the limit.',
          reason: `The core is ${percent(metrics.coreUtilisation)} busy and waits for answers.${reuse}`,
        };
      }
      return {
        claim: 'The device is the limit.',
        reason: `The core is ${percent(metrics.coreUtilisation)} busy and waits for it.${reuse}`,
      };
    case 'none':
      return {
        claim: 'Nothing is at its limit.',
        reason: `The workload asks for no more: the core is ${percent(metrics.coreUtilisation)} busy.${reuse}`,
      };
    default:
      return assertNever(metrics.bottleneck, 'bottleneck');
  }
}

/** What exits have to do with it, where there are any. */
function exits({ exitsPerFrame }: Metrics): string {
  return exitsPerFrame >= 0.005 ? ` ${compact(exitsPerFrame)} exits each.` : '';
}

function sharedBy({ guestGbps }: Metrics): string {
  return guestGbps.length > 1 ? ` with ${guestGbps.length} guests` : '';
}

/** `A frame`, `An operation`. */
function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'An' : 'A'} ${noun}`;
}

/** The largest reason besides the stack that nobody can avoid. */
function largestAvoidable(metrics: Metrics): string {
  const groups = ACT_GROUPS.filter(({ name }) => name !== 'stack')
    .map((group) => ({ label: group.label, cycles: groupSum(group, metrics.cyclesPerFrame) }))
    .sort((a, b) => b.cycles - a.cycles);
  const total = groups.reduce((sum, { cycles }) => sum + cycles, 0);
  const first = groups[0]!;
  if (total === 0) return 'None of it goes into protecting memory.';
  return `${integer(total)} of them protect memory, ${integer(first.cycles)} by ${first.label}.`;
}

/** Cycles per frame of all acts, without idling. */
export function sumOfActs(cyclesPerFrame: ArrayLike<number>): number {
  let sum = 0;
  for (let act = 0; act < Math.min(ACT_COUNT, cyclesPerFrame.length); act++) sum += cyclesPerFrame[act]!;
  return sum;
}
