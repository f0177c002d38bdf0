import { useEffect, useState } from 'react';
import type { MachineConfig } from '../config/machine-config.ts';
import type { Lab } from '../store/lab.ts';
import { followAddress } from './links/follow-address.ts';
import { openPlain } from './links/open-plain.ts';
import { LabBoundary } from './frame/lab-boundary.tsx';
import { Page } from './frame/page.tsx';
import { LabProvider } from './lab-context.tsx';
import './theme/base.css';

export interface AppProps {
  /** The instance to begin with. */
  readonly first: Lab;
  /** Makes another one when the viewer asks for a restart, of a machine like this one. */
  readonly create: (config: MachineConfig) => Lab;
}

/** The whole page around one instance of the lab. */
export function App({ first, create }: AppProps) {
  const [lab, setLab] = useState(first);
  const restart = (): void => {
    const { reportedConfig, modelledConfig } = lab.store.getState();
    lab.dispose();
    // What the address asks for may be what the emulator stopped at.
    if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
    // A recording has gone with the emulator that held it.
    setLab(create(reportedConfig.workload === 'recording' ? modelledConfig : reportedConfig));
  };
  useEffect(() => followAddress({ lab, openPlain: () => openPlain(lab) }), [lab]);
  useEffect(() => {
    const tell = (): void => lab.actions.setHidden(document.visibilityState === 'hidden');
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [lab]);
  return (
    <LabBoundary onRestart={restart}>
      <LabProvider lab={lab}>
        <Page onRestart={restart} />
      </LabProvider>
    </LabBoundary>
  );
}
