import { BREAKPOINT_LABEL, moment } from '../../narration/moment-words.ts';
import { eventText } from '../../narration/event-text.ts';
import { integer } from '../../narration/format.ts';
import type { Journey, Question, Stop } from '../../store/travel-state.ts';
import { useActions, useCalm, useLab, useLabInstance } from '../lab-context.tsx';

/** What there is to say about moments, the most pressing first: only one thing at a time, so that the page stays in place. */
export function MomentNotice() {
  const { journey, impasse, question, stop, fork, left } = useLab((state) => state.travel);
  const isRunning = useLab((state) => state.run === 'running');
  const isAway = useCalm((state) => state.history?.isPast === true && state.travel.event === undefined);
  if (journey !== undefined) return <JourneyNotice journey={journey} isSearch={question?.answer === undefined} />;
  if (impasse !== undefined) return <ImpasseNotice {...impasse} />;
  if (question?.answer !== undefined) return <AnswerNotice question={question} />;
  if (fork !== undefined) return <ForkNotice {...fork} />;
  if (left === undefined && stop !== undefined) return <StopNotice stop={stop} />;
  if (!isRunning && (left !== undefined || isAway)) return <PastNotice />;
  return null;
}

function JourneyNotice({ journey: { from, at, to }, isSearch }: { journey: Journey; isSearch: boolean }) {
  const hasQuestion = useLab((state) => state.travel.question !== undefined);
  const { cancelJourney } = useActions();
  const share = to === from ? 0 : (at - from) / (to - from);
  return (
    <div className="notice" role="status">
      {hasQuestion && isSearch ? (
        <p>
          <strong>Looking for what wrote it</strong>, now at {moment(at)}.
        </p>
      ) : (
        <p>
          <strong>Going to {moment(to)}</strong>, now at {moment(at)}. <progress value={Math.max(0, share)} />
        </p>
      )}
      <button type="button" onClick={cancelJourney}>
        Cancel
      </button>
    </div>
  );
}

function AnswerNotice({ question: { about, answer } }: { readonly question: Question }) {
  const { visitEvent, dismiss } = useActions();
  const shown = useLab((state) => state.travel.event);
  const event = answer?.event;
  return (
    <div className="notice" role="status">
      <p>
        <strong>{about}.</strong>{' '}
        {event === undefined
          ? 'Nothing ever wrote it: it is as it was when the machine started.'
          : `Last written at ${moment(event.at)}, event ${integer(event.sequence)}: ${eventText(event)}.`}
      </p>
      {event !== undefined && shown !== event.sequence && (
        <button type="button" onClick={() => visitEvent(event.sequence)}>
          Go to that moment
        </button>
      )}
      <ComeBack />
      <button type="button" onClick={() => dismiss('question')}>
        Close
      </button>
    </div>
  );
}

function StopNotice({ stop }: { readonly stop: Stop }) {
  const { view } = useLabInstance();
  const { dismiss } = useActions();
  return (
    <div className="notice notice-stop" role="status">
      <p>
        <strong>Stopped at {BREAKPOINT_LABEL[stop.breakpoint]}</strong>, {moment(stop.at)}, event{' '}
        {integer(stop.sequence)}
        {stop.event === undefined ? '.' : `: ${eventText(stop.event)}.`}
      </p>
      <button type="button" onClick={() => view.setState({ soughtEvent: stop.sequence })}>
        Show in the log
      </button>
      <button type="button" onClick={() => dismiss('stop')}>
        Close
      </button>
    </div>
  );
}

function ImpasseNotice({ at, reason }: { readonly at: number; readonly reason: string }) {
  return (
    <div className="notice notice-error" role="alert">
      <p>
        <strong>The run cannot go on from {moment(at)}:</strong> {reason}.
      </p>
      <UndoButton />
    </div>
  );
}

/** Back to the run before the latest change. */
function UndoButton() {
  const isUsable = useLab((state) => (state.history?.undo ?? 0) > 0);
  const { undo } = useActions();
  if (!isUsable) return null;
  return (
    <button type="button" title="back to the run before the latest change (Ctrl Z)" onClick={undo}>
      Undo
    </button>
  );
}

function ForkNotice({ at, until }: { readonly at: number; readonly until: number }) {
  const { dismiss } = useActions();
  return (
    <div className="notice" role="status">
      <p>
        <strong>The run forked at {moment(at)}.</strong> What came after, up to {moment(until)}, is forgotten unless
        this is undone: it comes differently now.
      </p>
      <UndoButton />
      <button type="button" onClick={() => dismiss('fork')}>
        Close
      </button>
    </div>
  );
}

function PastNotice() {
  const now = useCalm((state) => state.now);
  const end = useCalm((state) => state.history?.end ?? 0);
  const { seekEnd } = useActions();
  return (
    <div className="notice" role="status">
      <p>
        <strong>In the past:</strong> {moment(now)} of {moment(end)}. Run repeats what happened; a change made here
        forgets what came after.
      </p>
      <ComeBack />
      <button type="button" onClick={seekEnd}>
        To the latest moment
      </button>
    </div>
  );
}

function ComeBack() {
  const isAway = useLab((state) => state.travel.left !== undefined);
  const { comeBack } = useActions();
  if (!isAway) return null;
  return (
    <button type="button" onClick={comeBack}>
      Back to where I was
    </button>
  );
}
