import { useEffect, useRef, useState } from 'react';
import { piecesOf, type TextPiece } from '../../narration/marked-text.ts';
import type { PointerName } from '../../narration/pointers.ts';
import type { SourceRef } from '../../narration/sources.ts';
import { pointAt } from './point-at.ts';

export interface MarkedTextProps {
  readonly text: string;
  readonly onSource: (source: SourceRef) => void;
}

/** A text whose links point at structures of the page or open a source. */
export function MarkedText({ text, onSource }: MarkedTextProps) {
  return piecesOf(text).map((piece, index) => {
    // The pieces of a text never change places.
    const key = `${index} ${piece.text}`;
    return <Piece key={key} piece={piece} onSource={onSource} />;
  });
}

function Piece({ piece, onSource }: { readonly piece: TextPiece; readonly onSource: (source: SourceRef) => void }) {
  switch (piece.kind) {
    case 'words':
      return piece.text;
    case 'pointer':
      return <Pointer name={piece.name} text={piece.text} />;
    case 'source':
      return (
        <button type="button" className="text-link text-source" onClick={() => onSource(piece.source)}>
          {piece.text}
        </button>
      );
    default:
      return piece satisfies never;
  }
}

/** Words that point at a structure while they are hovered or focused. */
function Pointer({ name, text }: { readonly name: PointerName; readonly text: string }) {
  const button = useRef<HTMLButtonElement>(null);
  const [isPointing, setPointing] = useState(false);
  useEffect(() => (isPointing ? pointAt(button.current, name) : undefined), [isPointing, name]);
  return (
    <button
      ref={button}
      type="button"
      className="text-link"
      onClick={() => setPointing(true)}
      onPointerEnter={() => setPointing(true)}
      onPointerLeave={() => setPointing(false)}
      onFocus={() => setPointing(true)}
      onBlur={() => setPointing(false)}
    >
      {text}
    </button>
  );
}
