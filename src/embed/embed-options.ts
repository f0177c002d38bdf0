import { LINK_PANELS } from '../settings/moment.ts';
import { SPEED_STOPS } from '../store/paces.ts';

/** A panel by the name that links have for it. */
export type EmbedPanel = (typeof LINK_PANELS)[number];

export const THEMES = ['dark', 'light', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

/** How a page is shown inside another page: what stands behind `?` in its address. The machine stands behind `#`. */
export interface EmbedOptions {
  readonly panels: readonly EmbedPanel[];
  /** Undefined: as the viewer's system has it. */
  readonly theme: Theme | undefined;
  readonly lock: boolean;
  readonly autoplay: boolean;
  /** Whether the opening story plays; the machine then runs at once. */
  readonly attract: boolean;
  /** Place on the speed slider. */
  readonly speed: number | undefined;
  /** Name of a tour that is begun at once. */
  readonly tour: string | undefined;
  /** The only origin that may control the page; undefined: whoever embeds it. */
  readonly origin: string | undefined;
}

/** An option that was not taken, and what is allowed. */
export interface OptionNote {
  /** As it stands in the address, cut to what can be read. */
  readonly written: string;
  readonly message: string;
}

export interface ReadOptions {
  readonly options: EmbedOptions;
  readonly notes: readonly OptionNote[];
}

interface OptionRow {
  readonly name: keyof EmbedOptions;
  /** As it is written in an address. */
  readonly example: string;
  readonly help: string;
  /** What may stand behind `=`; a flag has nothing there. */
  readonly allowed: string;
  /** What a text means; undefined when nothing. */
  readonly read: (text: string) => Partial<EmbedOptions> | undefined;
}

const flag = (name: 'lock' | 'autoplay' | 'attract', help: string): OptionRow => ({
  name,
  example: name,
  help,
  allowed: `${name}, or ${name}=0 for not`,
  read: (text) => ({ '': { [name]: true }, '1': { [name]: true }, '0': { [name]: false } })[text],
});

const SPEED_NAMES = SPEED_STOPS.map(({ name }) => name);

/** Every option, once: reading, notes and documentation are made from these rows. */
export const OPTION_ROWS: readonly OptionRow[] = [
  {
    name: 'panels',
    example: 'panels=page-tables,iotlb',
    help: 'the panels to show, in this order, in the place of those of the link; a small frame shows one at a time',
    allowed: LINK_PANELS.join(', '),
    read: (text) => {
      const panels = [...new Set(text.split(','))];
      return panels.every(isPanel) ? { panels } : undefined;
    },
  },
  {
    name: 'theme',
    example: 'theme=dark',
    help: 'the colours; without it the viewer’s system decides',
    allowed: THEMES.join(', '),
    read: (text) => {
      const theme = THEMES.find((name) => name === text);
      return theme && { theme };
    },
  },
  flag('lock', 'viewers look and do not change anything; whoever embeds the page still can'),
  flag('autoplay', 'the machine runs at once; without it a still picture waits for Run'),
  flag('attract', 'the opening story plays, until somebody touches anything'),
  {
    name: 'speed',
    example: 'speed=1:500',
    help: 'how fast simulated time passes',
    allowed: SPEED_NAMES.join(', '),
    read: (text) => {
      const speed = SPEED_NAMES.indexOf(text);
      return speed < 0 ? undefined : { speed };
    },
  },
  {
    name: 'tour',
    example: 'tour=NAME',
    help: 'a guided tour that begins at once',
    allowed: 'the name of a tour',
    read: (text) => (/^[a-z0-9-]{1,40}$/.test(text) ? { tour: text } : undefined),
  },
  {
    name: 'origin',
    example: 'origin=https://your.host',
    help: 'only a page of this origin may control the embedded one; without it whichever embeds it',
    allowed: 'an origin such as https://your.host',
    read: (text) => (isOrigin(text) ? { origin: text } : undefined),
  },
];

const DEFAULT_OPTIONS: EmbedOptions = {
  panels: ['matrix', 'throughput'],
  theme: undefined,
  lock: false,
  autoplay: false,
  attract: false,
  speed: undefined,
  tour: undefined,
  origin: undefined,
};

/** Notes beyond this are not made: whoever wrote the address has enough to do. */
const MOST_NOTES = 8;
/** Longest text behind `?` that is read. */
const MOST_CHARACTERS = 4096;

/**
 * Reads what stands behind `?` in an address, whoever wrote it. Options that cannot be read are left out and told.
 * @param panels those that the link behind `#` asks for: shown where the options name none
 * @returns undefined when the page is not to be embedded
 */
export function readEmbedOptions(search: string, panels?: readonly string[]): ReadOptions | undefined {
  const query = new URLSearchParams(search.slice(0, MOST_CHARACTERS));
  if (!query.has('embed')) return undefined;
  const notes: OptionNote[] = [];
  const taken: Partial<EmbedOptions> = {};
  const seen = new Set(['embed']);
  for (const [name, text] of query) {
    const row = OPTION_ROWS.find((one) => one.name === name);
    const value = seen.has(name) ? undefined : row?.read(text);
    if (value !== undefined) Object.assign(taken, value);
    else if (name !== 'embed' && notes.length < MOST_NOTES)
      notes.push({ written: brief(text === '' ? name : `${name}=${text}`), message: why(row, name, text, seen) });
    seen.add(name);
  }
  const linked = panels === undefined ? {} : { panels: panels.filter(isPanel) };
  return { options: { ...DEFAULT_OPTIONS, ...linked, ...taken }, notes };
}

function why(row: OptionRow | undefined, name: string, text: string, seen: ReadonlySet<string>): string {
  if (row === undefined) {
    const names = OPTION_ROWS.map((one) => one.name).join(', ');
    return `there is no option "${brief(name)}"; allowed: ${names}`;
  }
  return seen.has(name)
    ? `${name} is there twice; the first is taken`
    : `${name} is "${brief(text)}"; allowed: ${row.allowed}`;
}

/** A text of somebody else's, cut to what fits in a sentence. */
function brief(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function isPanel(name: string): name is EmbedPanel {
  return (LINK_PANELS as readonly string[]).includes(name);
}

/** Whether a text is an origin as messages carry it: no path, no slash at its end. `null` is what sandboxed pages have. */
function isOrigin(text: string): boolean {
  if (text === 'null') return true;
  try {
    return /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
  } catch {
    return false;
  }
}
