import { assertNever } from '../../base/assert.ts';
import { integer, percent } from '../../narration/format.ts';
import type { RecordingSection } from '../../protocol/snapshot.ts';
import { useActions, useCalm, useLab, useLabInstance } from '../lab-context.tsx';
import './notices.css';

/** Where a recording stands: being read, replayed, or refused with the reason. Nothing while there is none. */
export function RecordingNotice() {
  const recording = useLab((state) => state.recording);
  const isReplaying = useLab((state) => state.config.workload === 'recording');
  const isFinished = useLab((state) => state.run === 'finished');
  const section = useCalm((state) => state.sections.recording);
  const { closeRecordingNotice, cancelLoading } = useActions();
  switch (recording.kind) {
    case 'none':
      return null;
    case 'reading':
      return (
        <div className="notice" role="status">
          <p>
            Reading <strong>{recording.name}</strong>: {percent(recording.share)}
          </p>
          <progress aria-label={`Reading ${recording.name}`} max={1} value={recording.share} />
          <button type="button" onClick={cancelLoading}>
            Cancel
          </button>
        </div>
      );
    case 'refused':
      return (
        <div className="notice notice-error" role="alert">
          <p>
            <strong>{recording.name} was not loaded.</strong> {withoutName(recording.reason, recording.name)}. The
            machine goes on as before. Wanted is the text of <code>/sys/kernel/tracing/trace</code> or of{' '}
            <code>trace-cmd report</code>, plain or as .gz.
          </p>
          <button type="button" onClick={closeRecordingNotice}>
            Close
          </button>
        </div>
      );
    case 'loaded':
      if (!isReplaying) return null;
      return (
        <div className="notice" role="status">
          <p>
            {isFinished ? 'Replayed' : 'Replaying'} <strong>{recording.name}</strong>
            {section === undefined ? `: ${integer(recording.operations)} operations` : progressOf(section)}
          </p>
          {section !== undefined && <Problems section={section} />}
          <AssessButton />
          <button type="button" onClick={closeRecordingNotice}>
            Close
          </button>
        </div>
      );
    default:
      return assertNever(recording, 'state of a recording');
  }
}

/** Leads to what every setting and strategy would cost and expose for the recording. */
function AssessButton() {
  const { view } = useLabInstance();
  const { assessRecording } = useActions();
  const isNew = useLab(({ assessment }) => assessment.job === undefined && Object.keys(assessment.cells).length === 0);
  return (
    <button
      type="button"
      onClick={() => {
        if (isNew) assessRecording(true);
        view.setState({ maximized: 'assessment' });
      }}
    >
      Cost and exposure of every strategy
    </button>
  );
}

/** The reason alone: the name of the file stands before it already. */
function withoutName(reason: string, name: string): string {
  return reason.startsWith(`${name}: `) ? reason.slice(name.length + 2) : reason;
}

function progressOf(section: RecordingSection): string {
  const { done, total, maps, unmaps, assumedMaps } = section;
  const assumed = assumedMaps > 0 ? `, ${integer(assumedMaps)} mapped before it began` : '';
  return `: ${integer(done)} of ${integer(total)} operations · ${integer(maps)} maps, ${integer(unmaps)} unmaps${assumed}`;
}

function Problems({ section }: { readonly section: RecordingSection }) {
  if (section.unparsedLines === 0) return null;
  return (
    <details className="problems">
      <summary>{integer(section.unparsedLines)} lines were not understood</summary>
      <ul>
        {section.problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </details>
  );
}
