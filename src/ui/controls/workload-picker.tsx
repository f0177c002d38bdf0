import { useEffect, useRef, useState } from 'react';
import { WORKLOADS, type WorkloadName } from '../../config/identifiers.ts';
import { WORKLOAD_LABEL } from '../../narration/names.ts';
import { listRecordings } from '../../store/own-files.ts';
import type { RecordingOffer } from '../../store/recordings.ts';
import { useActions, useLab } from '../lab-context.tsx';
import { useWish } from '../use-wish.ts';

const OFFER = 'offer:';

/** What keeps the guest busy: a modelled driver, a recording that comes with the page, or the viewer's own. */
export function WorkloadPicker() {
  const workload = useLab((state) => state.config.workload);
  const recording = useLab((state) => state.recording);
  const { chooseWorkload, openFile, openOffer } = useActions();
  const offers = useOffers();
  const file = useRef<HTMLInputElement>(null);
  useWish('open-file', () => file.current?.click());
  const name = recording.kind === 'loaded' ? recording.name : 'a recording';

  const choose = (value: string): void => {
    const offer = offers.find((one) => OFFER + one.file === value);
    if (offer !== undefined) void openOffer(offer);
    else if (value !== 'recording') chooseWorkload(value as WorkloadName);
  };

  return (
    <>
      <select
        className="workload"
        aria-label="Workload"
        value={workload}
        onChange={(event) => choose(event.target.value)}
      >
        <optgroup label="Modelled driver">
          {WORKLOADS.filter((one) => one !== 'recording').map((one) => (
            <option key={one} value={one}>
              {WORKLOAD_LABEL[one]}
            </option>
          ))}
        </optgroup>
        {workload === 'recording' && <option value="recording">{name}</option>}
        {offers.length > 0 && (
          <optgroup label="Recorded on Linux">
            {offers.map((offer) => (
              <option key={offer.file} value={OFFER + offer.file} title={offer.description}>
                {offer.title}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      <button
        type="button"
        aria-label="Open a recording"
        title="Open a recording of your own"
        onClick={() => file.current?.click()}
      >
        Open…
      </button>
      <input
        ref={file}
        type="file"
        hidden
        aria-label="Recording file"
        accept=".txt,.gz,.log,.trace,text/plain,application/gzip"
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = '';
          if (chosen !== undefined) void openFile(chosen);
        }}
      />
    </>
  );
}

function useOffers(): readonly RecordingOffer[] {
  const [offers, setOffers] = useState<readonly RecordingOffer[]>([]);
  useEffect(() => {
    let isCurrent = true;
    const look = async (): Promise<void> => {
      const list = await listRecordings();
      if (isCurrent) setOffers(list);
    };
    void look();
    return () => {
      isCurrent = false;
    };
  }, []);
  return offers;
}
