import { fetched } from '../fetched.tsx';
import { useCalm, useLab } from '../lab-context.tsx';

const MomentNotice = fetched(
  'What there is to say about this moment',
  async () => (await import('./moment-notice.tsx')).MomentNotice,
);

/** What there is to say about moments, if anything. */
export function MomentNotices() {
  const isAny = useLab(
    ({ travel: { journey, question, stop, fork, left } }) =>
      (journey ?? question?.answer ?? fork ?? stop ?? left) !== undefined,
  );
  const isAway = useCalm((state) => state.history?.isPast === true && state.travel.event === undefined);
  return isAny || isAway ? <MomentNotice /> : null;
}
