import { useState } from 'react';
import { linkHash } from '../settings/permalink.ts';
import { PLAIN_VIEW } from '../settings/moment.ts';
import type { LabState } from '../store/lab-state.ts';
import { useLabInstance } from '../ui/lab-context.tsx';

/** The address of the whole page, as the machine of this state is configured. */
export function fullAddress({ config, selection }: LabState): string {
  const page = location.href.replace(/[?#].*$/, '');
  const outcome = linkHash({
    config,
    commands: [],
    time: 0,
    acts: undefined,
    event: undefined,
    recording: undefined,
    view: { ...PLAIN_VIEW, selection: selection.kind === 'iova' ? selection : PLAIN_VIEW.selection },
  });
  return outcome.kind === 'link' ? page + outcome.hash : page;
}

/** Opens the whole page, where it stands now, beside the one it is embedded in. */
export function OpenInFull() {
  const { store } = useLabInstance();
  const [address, setAddress] = useState(() => fullAddress(store.getState()));
  const renew = (): void => setAddress(fullAddress(store.getState()));
  return (
    <a
      className="embed-full"
      href={address}
      target="_blank"
      rel="noopener"
      onPointerEnter={renew}
      onPointerDown={renew}
      onFocus={renew}
      onKeyDown={renew}
    >
      Open in full<span aria-hidden="true"> ↗</span>
    </a>
  );
}
