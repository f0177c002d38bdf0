import { sourceOf, type SourceRef } from '../../narration/sources.ts';
import { useLab } from '../lab-context.tsx';

/** What a source says, how sure that is, and where to read it. */
export function SourceNote({ source }: { readonly source: SourceRef }) {
  const costs = useLab(({ config }) => config.costs);
  const found = sourceOf(source, costs);
  if (found === undefined) return null;
  return (
    <p className="source-note">
      <strong>{found.title}.</strong> {found.says}{' '}
      {found.url !== undefined && (
        <a href={found.url} target="_blank" rel="noreferrer">
          Read it
        </a>
      )}
    </p>
  );
}
