import { useEffect, useState, type ReactNode } from 'react';
import { readLink } from '../settings/permalink.ts';
import type { Lab } from '../store/lab.ts';
import { LabBoundary } from '../ui/frame/lab-boundary.tsx';
import { LabProvider } from '../ui/lab-context.tsx';
import '../ui/theme/base.css';
import { attachHost } from './attach-host.ts';
import { EmbedFrame } from './embed-frame.tsx';
import { createEmbedLab, type PageOptions } from './embed-lab.ts';
import type { EmbedOptions, OptionNote, ReadOptions } from './embed-options.ts';
import { useEmbedTour } from './embed-tour.tsx';
import { forceTheme } from './forced-theme.ts';
import { watchPresence } from './presence.ts';

interface EmbedAppProps {
  readonly options: EmbedOptions;
  readonly notes: readonly OptionNote[];
  /** The instance to begin with. */
  readonly first: Lab;
  /** Makes another one when the viewer asks for a restart. */
  readonly create: () => Lab;
}

/** What is shown in the place of the whole page when its address asks for an embed. */
export function embedded({ options, notes }: ReadOptions, page: PageOptions): ReactNode {
  if (options.theme !== undefined) forceTheme(options.theme);
  const link = readLink(location.hash, page.vocabulary);
  const linkNotes = (link?.notes ?? []).map(({ field, message }) => ({ written: field, message }));
  const create = (): Lab => createEmbedLab(options, link, page);
  return <EmbedApp options={options} notes={[...notes, ...linkNotes]} first={create()} create={create} />;
}

/** The page inside somebody else's page: its panels, its place on the screen, and what the page around it says. */
function EmbedApp({ options, notes, first, create }: EmbedAppProps) {
  const [lab, setLab] = useState(first);
  const tour = useEmbedTour(options.tour);
  const { tours } = tour;
  const restart = (): void => {
    lab.dispose();
    setLab(create());
  };
  useEffect(() => {
    const presence = watchPresence(document.documentElement, lab.actions.setHidden);
    const detach = attachHost({ lab, options, tours, setOnSlide: presence.setOnSlide });
    return () => {
      detach();
      presence.dispose();
    };
  }, [lab, options, tours]);
  const allNotes =
    tour.problem === undefined ? notes : [...notes, { written: `tour=${options.tour}`, message: tour.problem }];
  return (
    <LabBoundary onRestart={restart}>
      <LabProvider lab={lab}>
        <EmbedFrame options={options} notes={allNotes} onRestart={restart} />
        {tour.element}
      </LabProvider>
    </LabBoundary>
  );
}
