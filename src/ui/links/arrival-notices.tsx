import { fetched } from '../fetched.tsx';
import { useLab } from '../lab-context.tsx';

const ArrivalWords = fetched(
  'What is to be said of the link',
  async () => (await import('./arrival-words.tsx')).ArrivalWords,
);

/** What a viewer has to know of the link or file that was opened, if anything. */
export function ArrivalNotices() {
  const isAny = useLab(
    ({ arrival: { notes, wanting, refused } }) =>
      notes.length > 0 || wanting?.recording !== undefined || refused !== undefined,
  );
  return isAny ? <ArrivalWords /> : null;
}
