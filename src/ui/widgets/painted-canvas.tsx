import { useRef } from 'react';
import type { LabState } from '../../store/lab-state.ts';
import { usePaint } from '../lab-context.tsx';
import { usePalette, type Palette } from '../theme/palette.ts';
import type { Size } from './use-size.ts';

/** What a painter draws on. */
export interface Surface extends Size {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  /** Device pixels of a CSS pixel. */
  readonly ratio: number;
  /** Whether the surface was cleared since the last call, so that everything must be drawn. */
  readonly isBlank: boolean;
}

export interface PaintedCanvasProps {
  readonly size: Size;
  /** Draws the state; called once in each frame in which anything changed. `pointed` is the page that is pointed at. */
  readonly paint: (surface: Surface, state: LabState, pointed: number | undefined) => void;
}

/** A canvas in CSS pixels that is sharp on every screen. It is decoration: what it shows stands elsewhere in words. */
export function PaintedCanvas({ size, paint }: PaintedCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<Palette>(undefined);
  const palette = usePalette();

  usePaint((state, pointed) => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || size.width === 0 || size.height === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(size.width * ratio);
    const height = Math.round(size.height * ratio);
    const isResized = element.width !== width || element.height !== height;
    if (isResized) {
      element.width = width;
      element.height = height;
    }
    const isBlank = isResized || drawn.current !== palette;
    drawn.current = palette;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (isBlank) context.clearRect(0, 0, size.width, size.height);
    paint({ ...size, context, palette, ratio, isBlank }, state, pointed);
  });

  return (
    <canvas ref={canvas} aria-hidden="true" style={{ width: size.width, height: size.height, display: 'block' }} />
  );
}
