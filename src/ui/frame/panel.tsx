import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { PICTURE_PANELS } from '../../narration/picture-panels.ts';
import { fetched } from '../fetched.tsx';
import { useLabInstance, useView } from '../lab-context.tsx';
import { useWish } from '../use-wish.ts';
import { PanelTitle } from '../sources/panel-title.tsx';
import './panel.css';

const PictureTable = fetched('The table', async () => (await import('../tables/picture-table.tsx')).PictureTable);

export interface PanelProps {
  /** Short name for style and for showing one panel alone. */
  readonly name: string;
  readonly title: string;
  /** One line beside the title. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** One panel of the page: a region that its title names. It can fill the page. */
export function Panel({ name, title, note, children }: PanelProps) {
  const id = useId();
  const { view, store } = useLabInstance();
  const panel = useRef<HTMLElement>(null);
  const [problem, setProblem] = useState('');
  const isLarge = useView((state) => state.maximized === name);
  const picture = useView((state) => (state.showsTables ? PICTURE_PANELS.find((one) => one === name) : undefined));
  const toggle = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isLarge) return undefined;
    const button = toggle.current;
    button?.focus();
    return () => button?.focus();
  }, [isLarge]);
  const save = (format: 'svg' | 'png'): void => {
    const state = store.getState();
    const perform = async (): Promise<void> => {
      const code = await import('./save-panel.ts').catch(() => undefined);
      if (code === undefined) {
        setProblem('What saves it could not be fetched: try again.');
        return;
      }
      await code.savePanel(panel.current!, title, state, format).then(
        () => setProblem(''),
        () => setProblem('This browser cannot save it as PNG.'),
      );
    };
    void perform();
  };
  useWish('save-svg', () => save('svg'), isLarge);
  useWish('save-png', () => save('png'), isLarge);
  return (
    <section ref={panel} className={`panel panel-${name}`} data-panel={name} data-large={isLarge} aria-labelledby={id}>
      <header className="panel-head">
        <PanelTitle id={id} panel={name} title={title} />
        {note !== undefined && <div className="panel-note">{note}</div>}
        {isLarge && (
          <span className="panel-save">
            {problem !== '' && <span role="alert">{problem} </span>}
            <button type="button" onClick={() => save('svg')}>
              Save as SVG
            </button>{' '}
            <button type="button" onClick={() => save('png')}>
              Save as PNG
            </button>
          </span>
        )}
        <button
          ref={toggle}
          type="button"
          className="panel-toggle"
          aria-label={`${isLarge ? 'Restore' : 'Maximize'} ${title}`}
          title={isLarge ? 'Restore (Escape)' : 'Maximize'}
          onClick={() => view.setState({ maximized: isLarge ? undefined : name })}
        >
          <svg viewBox="0 0 10 10" aria-hidden="true">
            <path d={isLarge ? 'M4 .5v3.5h-3.5M6 9.5v-3.5h3.5' : 'M6 1h3v3M4 9h-3v-3M9 1l-8 8'} />
          </svg>
        </button>
      </header>
      {picture === undefined ? children : <PictureTable panel={picture} />}
    </section>
  );
}
