/**
 * Who may import whom: the allow-list of the architecture, as data. `test/architecture.test.ts` refuses anything else.
 * Beside what is listed, every folder may import itself and `base`.
 */

const DATA = ['spec', 'clock', 'config', 'trace'] as const;
const MEETING_PLACE = [...DATA, 'bus'] as const;

/** What the folders of `src` may import from each other. A folder that is missing here must not exist. */
export const FOLDER_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  spec: [],
  clock: [],
  config: ['spec', 'clock'],
  bus: ['spec', 'clock'],
  trace: ['spec', 'clock'],
  vtd: MEETING_PLACE,
  // A guest cannot know which IOMMU it drives, and a device knows neither: that is what "unmodified" means.
  guest: MEETING_PLACE,
  device: MEETING_PLACE,
  hypervisor: [...MEETING_PLACE, 'vtd'],
  recording: [...MEETING_PLACE, 'guest'],
  protocol: DATA,
  // The only place where guest, hypervisor and device meet.
  machine: [...MEETING_PLACE, 'vtd', 'guest', 'hypervisor', 'device', 'recording', 'protocol'],
  worker: [...DATA, 'machine', 'recording', 'protocol'],
  experiment: [...DATA, 'machine', 'recording', 'protocol'],
  session: ['protocol', 'config'],
  settings: ['protocol', 'config', 'spec'],
  store: [...DATA, 'session', 'settings', 'protocol'],
  layout: [...DATA, 'protocol'],
  narration: [...DATA, 'protocol'],
  export: [...DATA, 'layout', 'narration', 'protocol'],
  // Never the machine: the page sees only what the protocol reports.
  ui: [...DATA, 'store', 'settings', 'layout', 'narration', 'export', 'protocol'],
  embed: ['ui', 'store', 'settings', 'session'],
};

/** Single files with one more right than their folder has. */
export const EXTRA_IMPORTS: readonly { readonly from: string; readonly specifier: string }[] = [
  { from: 'session/in-process-session.ts', specifier: '../worker/host.ts' },
  // What is measured there is the worker's own.
  { from: 'experiment/bench-seek.ts', specifier: '../worker/errands.ts' },
  { from: 'experiment/bench-seek.ts', specifier: '../worker/timeline.ts' },
  { from: 'experiment/bench-seek.ts', specifier: '../worker/travel.ts' },
  { from: 'session/inlined-worker.ts', specifier: '../worker/worker.ts?worker&inline' },
  { from: 'session/in-process-session.ts', specifier: '../worker/recordings-inside.ts' },
  { from: 'session/loaded-worker.ts', specifier: '../worker/worker.ts?addresses' },
  // A text of many tables is made where they are: making it would hold up the page.
  { from: 'worker/tables-text.ts', specifier: '../export/debugfs.ts' },
  // Files of the site itself, whose names the build fills in.
  { from: 'worker/recordings-beside.ts', specifier: '(computed)' },
];

/** Wiring: may import anything. */
export const WIRING = ['main.tsx', 'cli.ts'] as const;

/** Which packages a folder may import; a package covers its sub-paths, `node:` covers all of Node. */
export const PACKAGE_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  recording: ['fflate'],
  experiment: ['node:', 'fflate', 'workerpool'],
  session: ['fflate', 'valibot'],
  settings: ['fflate', 'valibot'],
  store: ['zustand', 'fflate', 'valibot'],
  layout: ['d3'],
  export: ['fflate'],
  ui: ['react', 'react-dom', 'd3', 'zustand'],
  embed: ['react', 'react-dom', 'valibot'],
};

/** The emulator: the same on every machine, whatever the clock, the locale and the processor. */
export const CORE = [
  'base',
  'spec',
  'clock',
  'config',
  'bus',
  'trace',
  'vtd',
  'guest',
  'hypervisor',
  'device',
  'recording',
  'machine',
] as const;

/** Folders where a `bigint` would cost more than the whole emulation (it may stand in `spec`, for display). */
export const WITHOUT_BIGINT = ['vtd', 'guest', 'device', 'bus', 'machine'] as const;
