import { PANEL_TERMS } from '../../narration/panel-terms.ts';
import { SETTING_SOURCES } from '../../narration/setting-sources.ts';
import { sourceOf, type SourceRef } from '../../narration/sources.ts';
import { showCosts } from '../../store/story-actions.ts';
import { useLab, useLabInstance } from '../lab-context.tsx';
import { SourceNote } from './source-note.tsx';

/** Of what the sources are asked: some by name, those of a setting, or those of all terms of a panel. */
export type NoteSubject =
  | { readonly kind: 'sources'; readonly sources: readonly SourceRef[] }
  | { readonly kind: 'setting'; readonly key: string }
  | { readonly kind: 'panel'; readonly panel: string };

/** What a note says. Its words are fetched when the first one is opened. */
export function NoteText({ subject }: { readonly subject: NoteSubject }) {
  if (subject.kind === 'panel') return <Terms panel={subject.panel} />;
  return sourcesOf(subject).map((source) => <SourceNote key={source} source={source} />);
}

function sourcesOf(subject: Exclude<NoteSubject, { kind: 'panel' }>): readonly SourceRef[] {
  if (subject.kind === 'sources') return subject.sources;
  const all: Readonly<Record<string, readonly SourceRef[]>> = SETTING_SOURCES;
  return all[subject.key] ?? ['model'];
}

function Terms({ panel }: { readonly panel: string }) {
  const { view } = useLabInstance();
  return (
    <>
      <dl>
        {(PANEL_TERMS[panel] ?? []).map(({ term, says, sources }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>
              {says}.{' '}
              {sources.map((source) => (
                <Reference key={source} source={source} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={() => showCosts(view)}>
        Every price and its source
      </button>
    </>
  );
}

/** A source in short: a link where it can be read, and what it says on request. */
function Reference({ source }: { readonly source: SourceRef }) {
  const costs = useLab(({ config }) => config.costs);
  const found = sourceOf(source, costs);
  if (found === undefined) return null;
  return (
    <details>
      <summary>{found.title}</summary>
      {found.says}{' '}
      {found.url !== undefined && (
        <a href={found.url} target="_blank" rel="noreferrer">
          Read it
        </a>
      )}
    </details>
  );
}
