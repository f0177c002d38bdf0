import { useEffect, useRef, type KeyboardEvent } from 'react';
import { hopBetween, hopOf, sampleMoving, type Station, type StationBox } from '../../../layout/data-path.ts';
import { eventRow, eventText } from '../../../narration/event-text.ts';
import { EVENT } from '../../../trace/catalogue.ts';
import { eventAt, logCount } from '../../../store/event-log.ts';
import { useLabInstance, usePaint } from '../../lab-context.tsx';
import { setIfChanged } from '../../widgets/set-if-changed.ts';

/** Events of one moment at most, and how many are on their way at once. */
const SAMPLE = 3;
const DOTS = 18;
/** Wall milliseconds of a hop, and between two samples. */
const HOP = 650;
const BETWEEN = 240;
/** Events looked through for a sample. */
const LOOKED_AT = 64;

/**
 * A sample of the events of the latest report on their way, each one real: its number is its name, and choosing it shows
 * it in the log. Under the pointer or the focus they stand still; the arrow keys go from one to the next. Where motion is not wanted there are none: the figures say it.
 */
export function MovingEvents(props: { readonly boxes: readonly StationBox[]; readonly stations: readonly Station[] }) {
  const { boxes, stations } = props;
  const { view } = useLabInstance();
  const layer = useRef<HTMLDivElement>(null);
  const sent = useRef({ total: 0, at: Number.NEGATIVE_INFINITY, next: 0, isStill: false, isHeld: false });
  useEffect(() => {
    sent.current.isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  }, []);

  usePaint(({ log, run }) => {
    const last = sent.current;
    const dots = layer.current?.children;
    const wall = performance.now();
    if (last.isStill || last.isHeld || dots === undefined || boxes.length === 0) return;
    const isNew = log.total !== last.total;
    if (!isNew || (run === 'running' && wall - last.at < BETWEEN)) return;
    const fresh = Math.min(LOOKED_AT, logCount(log), log.total > last.total ? log.total - last.total : LOOKED_AT);
    last.total = log.total;
    last.at = wall;
    const kinds = Uint16Array.from({ length: fresh }, (_, i) => eventAt(log, fresh - 1 - i).kind);
    sampleMoving(kinds, stations, SAMPLE).forEach((place, order) => {
      const event = eventAt(log, fresh - 1 - place);
      const hop = hopOf(event.kind, stations)!;
      const [from, to] = hop.map((station) => boxes.find((box) => box.station === station)!);
      const dot = dots[last.next++ % DOTS] as HTMLButtonElement;
      const [a, b] = hopBetween(from!, to!);
      dot.title = `${event.sequence}: ${eventText(event)}`;
      dot.dataset['kind'] = eventRow(event.kind)?.name ?? '';
      dot.dataset['event'] = String(event.sequence);
      dot.setAttribute('aria-label', `${dot.title}. Show it in the log`);
      for (const one of dots) setIfChanged(one, 'tabindex', one === dot ? '0' : '-1');
      dot.animate(
        [
          { transform: `translate(${a.x}px, ${a.y}px)`, opacity: 1 },
          { transform: `translate(${b.x}px, ${b.y}px)`, opacity: 1 },
        ],
        { duration: HOP, delay: order * 90, easing: 'ease-in-out' },
      );
      if (event.kind === EVENT['vm-exited']) flash(layer.current, to!.station);
    });
  });

  const hold = (isHeld: boolean): void => {
    sent.current.isHeld = isHeld;
    for (const animation of movements(layer.current)) {
      if (isHeld) animation.pause();
      else animation.play();
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const shown = movements(layer.current).map(({ effect }) => (effect as KeyframeEffect).target as HTMLElement);
    const at = shown.findIndex((dot) => dot === event.target);
    shown[(at + step + shown.length) % Math.max(1, shown.length)]?.focus();
    event.preventDefault();
  };

  return (
    // What listens here makes dots that move easy to reach; each is a button.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={layer}
      className="path-dots"
      role="group"
      aria-label="Events on their way"
      onPointerOver={() => hold(true)}
      onPointerOut={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
      onKeyDown={onKeyDown}
    >
      {Array.from({ length: DOTS }, (_, i) => (
        <button
          // The dots are alike and take turns.
          // oxlint-disable-next-line react/no-array-index-key
          key={i}
          type="button"
          tabIndex={-1}
          aria-label="No event yet"
          className="path-dot"
          onClick={({ currentTarget }) => view.setState({ soughtEvent: Number(currentTarget.dataset['event']) })}
        />
      ))}
    </div>
  );
}

/** The dots that are on their way. */
function movements(layer: HTMLElement | null): Animation[] {
  return layer?.getAnimations({ subtree: true }).filter(({ playState }) => playState !== 'finished') ?? [];
}

/** An exit lights up the station that it leads to. */
function flash(layer: HTMLElement | null, station: Station): void {
  layer?.parentElement
    ?.querySelector(`.station-${station}`)
    ?.animate([{ backgroundColor: 'var(--hypervisor)' }, {}], { duration: 260, delay: HOP });
}
