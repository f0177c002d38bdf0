import type { TourShown } from './tour-guide.ts';

export interface QuestionProps {
  readonly shown: TourShown;
  readonly onAnswer: (choice: number) => void;
}

/** What will happen? First the viewer says, then the machine. */
export function Question({ shown, onAnswer }: QuestionProps) {
  const { tour, position, prompt, right } = shown;
  const { choices } = tour.steps[position.step]!.question!;
  const { chosen } = position;
  const wasRight = chosen === undefined ? undefined : right?.[chosen];
  return (
    <div className="tour-question" role="group" aria-label={prompt}>
      <p>
        <strong>{prompt}</strong>
      </p>
      <ol>
        {choices.map(({ text }, index) => (
          <li key={text}>
            <button
              type="button"
              disabled={position.phase !== 'asking'}
              aria-pressed={chosen === index}
              data-right={right?.[index]}
              onClick={() => onAnswer(index)}
            >
              <span aria-hidden="true">{right?.[index] === true ? '✓' : index + 1}</span> {text}
              {right?.[index] === true && <span className="visually-hidden"> (measured)</span>}
            </button>
          </li>
        ))}
      </ol>
      {wasRight !== undefined && (
        <p>
          <strong>{wasRight ? 'As you said.' : 'Not as you said.'}</strong>
        </p>
      )}
    </div>
  );
}
