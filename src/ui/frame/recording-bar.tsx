import { fetched } from '../fetched.tsx';
import { useLab } from '../lab-context.tsx';

const RecordingNotice = fetched(
  'What is known of the recording',
  async () => (await import('./recording-notice.tsx')).RecordingNotice,
);

/** Where a recording stands. Nothing while there is none. */
export function RecordingBar() {
  const isAny = useLab(({ recording }) => recording.kind !== 'none');
  return isAny ? <RecordingNotice /> : null;
}
