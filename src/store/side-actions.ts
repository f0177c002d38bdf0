import type { StoreApi } from 'zustand/vanilla';
import type { MachineConfig } from '../config/machine-config.ts';
import type { Command } from '../protocol/commands.ts';
import { cellsToAssess } from './assessment.ts';
import { NO_COMPARISON, settingsApart } from './comparison.ts';
import type { LabState } from './lab-state.ts';
import { readRecording } from './own-files.ts';
import { LARGEST_RECORDING_BYTES, type RecordingOffer } from './recordings.ts';

/** What a viewer can have done beside the machine that is shown. */
export interface SideActions {
  /** Puts a second machine beside the first one, in lockstep; without a configuration it goes. */
  readonly compare: (config?: MachineConfig) => void;
  /** Measures what is missing of the matrix, whether the machine runs or not; or stops that. */
  readonly measureMatrix: (wanted: boolean) => void;
  /** Tells the emulator what to measure; for whoever keeps the matrix. */
  readonly measureCells: (command: Extract<Command, { kind: 'measure-matrix' }>) => void;
  /** Replays the recording under every setting and strategy that has not been assessed yet; or stops that. */
  readonly assessRecording: (wanted: boolean) => void;
  readonly openFile: (file: File) => void;
  readonly openOffer: (offer: RecordingOffer) => Promise<void>;
  /** Stops reading a recording: the machine goes on as before. */
  readonly cancelLoading: () => void;
  readonly closeRecordingNotice: () => void;
}

/** What the actions act on. */
export interface SideActionParts {
  readonly store: StoreApi<LabState>;
  /** Changes the page's own state at once. */
  readonly set: (change: Partial<LabState>) => void;
  readonly send: (command: Command, transfer?: readonly Transferable[]) => void;
  /** Has the state looked at again in a frame. */
  readonly wake: () => void;
}

export function createSideActions({ store, set, send, wake }: SideActionParts): SideActions {
  let jobs = 0;
  /** @returns whether there is anything to read. */
  const begin = (name: string, bytes: number): boolean => {
    if (bytes <= LARGEST_RECORDING_BYTES) {
      set({ recording: { kind: 'reading', name, share: 0 } });
      return true;
    }
    const limit = LARGEST_RECORDING_BYTES / 1024 / 1024;
    set({ recording: { kind: 'refused', name, reason: `the file is larger than ${limit} MiB` } });
    return false;
  };

  return {
    compare: (config) => {
      const apart = config && settingsApart(store.getState().reportedConfig, config);
      set({ comparison: apart === undefined ? NO_COMPARISON : { kind: 'coming', apart } });
      send({ kind: 'compare', ...(config && { config }) });
    },
    measureMatrix: (wanted) => {
      set({ matrix: { ...store.getState().matrix, wanted: wanted ? 'all' : 'none' } });
      wake();
    },
    measureCells: send,
    assessRecording: (wanted) => {
      const { assessment, reportedConfig: config } = store.getState();
      const cells = wanted ? cellsToAssess(assessment) : [];
      jobs += 1;
      set({ assessment: { ...assessment, job: cells.length > 0 ? jobs : undefined, current: undefined } });
      send({ kind: 'assess-recording', config, cells, job: jobs });
    },
    // The emulator reads it piece by piece: a large file is never in memory as a whole.
    openFile: (file) => {
      if (begin(file.name, file.size)) send({ kind: 'load-recording', name: file.name, bytes: file });
    },
    openOffer: async ({ title: name, bytes, file }) => {
      if (!begin(name, bytes)) return;
      try {
        const buffer = await readRecording(file);
        const { recording } = store.getState();
        if (recording.kind !== 'reading' || recording.name !== name) return;
        send({ kind: 'load-recording', name, bytes: buffer }, [buffer]);
      } catch (error) {
        const reason = `it could not be read: ${error instanceof Error ? error.message : String(error)}`;
        set({ recording: { kind: 'refused', name, reason } });
      }
    },
    cancelLoading: () => {
      set({ recording: { kind: 'none' } });
      send({ kind: 'cancel-loading' });
    },
    closeRecordingNotice: () => set({ recording: { kind: 'none' } }),
  };
}
