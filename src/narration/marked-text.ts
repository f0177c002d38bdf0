import { POINTERS, type PointerName } from './pointers.ts';
import { COST_PREFIX, isSourceName, type SourceRef } from './sources.ts';

/** A piece of a text: words, words that point at a structure, or words with a source. */
export type TextPiece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'pointer'; readonly text: string; readonly name: PointerName }
  | { readonly kind: 'source'; readonly text: string; readonly source: SourceRef };

const LINK = /\[([^\]]+)\]\((panel|source|cost):([a-z0-9-]+)\)/g;

/** Takes `[IOTLB](panel:iotlb)`, `[slide 16](source:slide-16)` and `[a trapped access](cost:vm-exit)` out of a text. */
export function piecesOf(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    const [whole, words = '', kind = '', name = ''] = match;
    if (match.index > at) pieces.push({ kind: 'words', text: text.slice(at, match.index) });
    pieces.push(linked(words, kind, name));
    at = match.index + whole.length;
  }
  if (at < text.length) pieces.push({ kind: 'words', text: text.slice(at) });
  return pieces;
}

function linked(text: string, kind: string, name: string): TextPiece {
  if (kind === 'panel' && Object.hasOwn(POINTERS, name)) return { kind: 'pointer', text, name: name as PointerName };
  if (kind === 'cost') return { kind: 'source', text, source: `${COST_PREFIX}${name}` };
  return isSourceName(name) ? { kind: 'source', text, source: name } : { kind: 'words', text };
}
