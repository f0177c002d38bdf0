import { useEffect } from 'react';
import { fieldsOf } from '../../../narration/entry-fields.ts';
import { contextEntryInWords, pagingEntryInWords } from '../../../narration/entry-words.ts';
import { CELL_LABEL } from '../../../narration/names.ts';
import { hex } from '../../../narration/format.ts';
import type { WalkPath } from '../../../layout/walk-path.ts';
import type { TablesSection } from '../../../protocol/snapshot.ts';
import { CONTEXT_ENTRY, SECOND_LEVEL_ENTRY } from '../../../spec/remapping-structures.ts';
import type { FormatSpec } from '../../../spec/field.ts';
import type { ChosenCell } from '../../../store/chosen-cell.ts';
import { useLabInstance } from '../../lab-context.tsx';
import { WhyButton } from '../../widgets/why-button.tsx';
import { entryCell, namedEntryCell } from './entry-cell.ts';
import { useDetail } from '../../use-detail.ts';

interface Entry {
  readonly title: string;
  readonly at: number | undefined;
  /** Words of the entry, lowest first; undefined when the page does not have them. */
  readonly words: readonly number[] | undefined;
  readonly format: FormatSpec;
  readonly state: string;
  /** What one may ask about. */
  readonly cell: ChosenCell;
  /** What it means. */
  readonly says?: string;
}

/** One entry of the walk: what it means, or word by word and field by field, from the tables of the specification. */
export function EntryDecode(props: {
  readonly tables: TablesSection;
  readonly path: WalkPath;
  readonly chosen: number | undefined;
  readonly side: 'guest' | 'shadow';
}) {
  const { view } = useLabInstance();
  const entry = entryAt(props.tables, props.path, props.chosen, props.side);
  useEffect(() => {
    view.setState({ shownCell: entry?.cell });
  });
  const [detail] = useDetail();
  const isFull = detail === 'full';
  if (entry === undefined) return <p className="decode soft">The walk ends before the tables: no context entry.</p>;
  const fields = entry.words === undefined || !isFull ? [] : fieldsOf(entry.format, entry.words);
  return (
    <div className="decode">
      <p>
        <strong>{entry.title}</strong>
        {entry.at !== undefined && (
          <>
            {' at '}
            <code>{hex(entry.at)}</code>
          </>
        )}
        {isFull && entry.words !== undefined && (
          <>
            {' = '}
            <code>{wordsText(entry.words)}</code>
          </>
        )}
        {entry.state}
        <WhyButton cell={entry.cell} />
      </p>
      {!isFull && entry.says !== undefined && <p>{entry.says}</p>}
      <dl hidden={!isFull}>
        {fields.map(({ name, shown, help }) => (
          <div key={name} title={help}>
            <dt>{name}</dt>
            <dd>
              <code>{shown}</code>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function entryAt(
  tables: TablesSection,
  path: WalkPath,
  chosen: number | undefined,
  side: 'guest' | 'shadow',
): Entry | undefined {
  const station = chosen ?? path.steps.length + 1;
  if (station === 0) {
    const bus = Math.floor((path.sourceId ?? 0) / 256);
    const [title, at] = [`root entry ${bus}`, tables.rootAddress + 16 * bus];
    return {
      title,
      at,
      cell: namedEntryCell(side, title, at),
      words: undefined,
      format: CONTEXT_ENTRY,
      state: ': points to the context table of this bus',
    };
  }
  if (station === 1) {
    if (path.context < 0) return undefined;
    const [title, at] = [`context entry ${path.sourceId! % 256}`, tables.contextAddress[path.context]!];
    return {
      title,
      at,
      cell: namedEntryCell(side, title, at),
      words: [...tables.contextWords.subarray(4 * path.context, 4 * path.context + 4)],
      format: CONTEXT_ENTRY,
      state: '',
      says: contextEntryInWords(tables.contextWords.subarray(4 * path.context, 4 * path.context + 4)),
    };
  }
  const step = path.steps[Math.min(station - 2, path.steps.length - 1)];
  if (step === undefined) return undefined;
  return {
    title: `level ${step.level}, entry ${step.index}`,
    at: step.entryAddress,
    words: [step.low, step.high],
    format: SECOND_LEVEL_ENTRY,
    state: ` · ${CELL_LABEL[step.state]}`,
    cell: entryCell(side, step.level, step.index, step.entryAddress),
    says: pagingEntryInWords(step.level, step.low, step.high),
  };
}

/** 64-bit words in hexadecimal, highest first. */
function wordsText(words: readonly number[]): string {
  const halves = words.toReversed().map((word) => word.toString(16).padStart(8, '0'));
  return halves.map((half, i) => (i % 2 === 0 && i > 0 ? ` ${half}` : half)).join('');
}
