import { useId, useRef } from 'react';
import { BREAKPOINTS } from '../../protocol/commands.ts';
import { BREAKPOINT_HELP, BREAKPOINT_LABEL, breakpointsChosen } from '../../narration/moment-words.ts';
import { useActions, useLab } from '../lab-context.tsx';

/** What stops a run, as many kinds as one likes. */
export function BreakpointMenu() {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const on = useLab((state) => state.breakpoints);
  const { setBreakpoints } = useActions();
  const place = (): void => {
    const box = button.current!.getBoundingClientRect();
    menu.current!.style.left = `${Math.max(0, Math.min(box.left, innerWidth - menu.current!.offsetWidth - 8))}px`;
    menu.current!.style.top = `${box.bottom + 4}px`;
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="breakpoints-open"
        aria-label={`Stop at: ${on.map((name) => BREAKPOINT_LABEL[name]).join(', ') || 'nothing chosen'}`}
        title="Choose what stops a run"
        data-any={on.length > 0}
        popoverTarget={id}
      >
        {breakpointsChosen(on)}
      </button>
      <div ref={menu} id={id} popover="auto" className="breakpoints" onToggle={place}>
        <fieldset>
          <legend>Stop the run at</legend>
          {BREAKPOINTS.map((name) => (
            <label key={name} title={BREAKPOINT_HELP[name]}>
              <input
                type="checkbox"
                checked={on.includes(name)}
                onChange={({ target }) =>
                  setBreakpoints(BREAKPOINTS.filter((one) => (one === name ? target.checked : on.includes(one))))
                }
              />
              <span>
                {BREAKPOINT_LABEL[name]}
                <span className="soft">: {BREAKPOINT_HELP[name]}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </div>
    </>
  );
}
