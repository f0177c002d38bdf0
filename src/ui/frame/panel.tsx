import { lazy, Suspense, useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { PICTURE_TABLES } from '../../narration/picture-tables.ts';
import { useLabInstance, useView } from '../lab-context.tsx';
import { useWish } from '../use-wish.ts';
import { PanelTitle } from '../sources/panel-title.tsx';
import { savePanel } from './save-panel.ts';
import './panel.css';

const PictureTable = lazy(async () => ({ default: (await import('../tables/picture-table.tsx')).PictureTable }));

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
  const [isFailed, setFailed] = useState(false);
  const isLarge = useView((state) => state.maximized === name);
  const isTable = useView((state) => state.showsTables && Object.hasOwn(PICTURE_TABLES, name));
  const toggle = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isLarge) return undefined;
    const button = toggle.current;
    button?.focus();
    return () => button?.focus();
  }, [isLarge]);
  const save = (format: 'svg' | 'png'): void => {
    savePanel(panel.current!, title, store.getState(), format).then(
      () => setFailed(false),
      () => setFailed(true),
    );
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
            {isFailed && <span role="alert">This browser cannot save it as PNG. </span>}
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
      {isTable ? (
        <Suspense fallback={null}>
          <PictureTable panel={name} />
        </Suspense>
      ) : (
        children
      )}
    </section>
  );
}
