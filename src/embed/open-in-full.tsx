import { useRef } from 'react';
import { useLabInstance } from '../ui/lab-context.tsx';
import { fullAddress } from './embed-moment.ts';

/** Opens the whole page, in the moment that is shown here, beside the one it is embedded in. */
export function OpenInFull() {
  const lab = useLabInstance();
  const link = useRef<HTMLAnchorElement>(null);
  /** Taken before it is needed: a link must have its address when it is pressed. */
  const renew = async (): Promise<void> => {
    const address = await fullAddress(lab).catch(() => undefined);
    if (address !== undefined && link.current !== null) link.current.href = address;
  };
  const onIntent = (): void => void renew();
  return (
    <a
      ref={link}
      className="embed-full"
      href={location.href.replace(/\?[^#]*/, '')}
      target="_blank"
      rel="noopener"
      onPointerEnter={onIntent}
      onPointerDown={onIntent}
      onFocus={onIntent}
    >
      Open in full<span aria-hidden="true"> ↗</span>
    </a>
  );
}
