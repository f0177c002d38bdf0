import { useEffect, useEffectEvent } from 'react';

const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'input', 'dragenter', 'paste'] as const;
const CONTROLS = 'a, button, input, select, summary, textarea, [tabindex]';

/** Calls `onTouch` when the viewer touches anything: presses, types, scrolls, or comes to a control. */
export function useFirstTouch(isWaiting: boolean, onTouch: () => void): void {
  const touch = useEffectEvent(onTouch);
  useEffect(() => {
    if (!isWaiting) return undefined;
    const act = (): void => touch();
    const focus = ({ target }: Event): void => {
      if (target instanceof Element && target.matches(CONTROLS)) touch();
    };
    const options = { capture: true, passive: true } as const;
    for (const name of TOUCHES) addEventListener(name, act, options);
    addEventListener('focusin', focus, options);
    return () => {
      for (const name of TOUCHES) removeEventListener(name, act, options);
      removeEventListener('focusin', focus, options);
    };
  }, [isWaiting]);
}
