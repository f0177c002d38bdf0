import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the built page costs in Chromium. */
export interface PageCost {
  /** Bytes, gzip: all of the site, and what is loaded before the first picture. */
  readonly javaScriptGzip: number;
  readonly firstJavaScriptGzip: number;
  /** From the start of navigation until the gauge stands above zero; median of warm loads. */
  readonly firstPictureMilliseconds: number;
  /** Processor time of the main thread for an animation frame, all default panels at full speed. */
  readonly mainThreadMillisecondsPerFrame: number;
  readonly framesPerSecond: number;
  /** Memory of the main thread after collecting garbage, bytes, and how it grew meanwhile. */
  readonly heapSeconds: number;
  readonly heapBefore: number;
  readonly heapAfter: number;
  readonly heapGrowthPercent: number;
}

const SCRIPT = '.ci/bench-page.mjs';

/**
 * Builds the page and measures it in a browser of its own.
 * @throws when the sources, or a browser, are not at hand
 */
export function benchPage(effort: { loads: number; streamSeconds: number; heapSeconds: number }): PageCost {
  const here = dirname(fileURLToPath(import.meta.url));
  const script = [join(here, '..', SCRIPT), join(here, '../..', SCRIPT)].find((path) => existsSync(path));
  if (script === undefined) throw new Error('bench: the page can be measured only where its sources are');
  const args = [effort.loads, effort.streamSeconds, effort.heapSeconds].map(String);
  const { status, stdout } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error('bench: the page could not be measured; see above');
  return JSON.parse(stdout) as PageCost;
}
