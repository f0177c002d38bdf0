// Measures the built page in Chromium and prints one JSON document: processor time of the main thread for each animation
// frame at full stream, time to the first picture with a moving gauge, JavaScript shipped, and memory over a minute.
// Called by `npm run bench -- --only page`; everything but the document goes to standard error.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from '@playwright/test';
import { build, preview } from 'vite';

import { shippedJavaScript } from './shipped-javascript.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [loads, streamSeconds, heapSeconds] = process.argv.slice(2).map(Number);
const executablePath = execFileSync('sh', [join(root, 'test/browser/ensure-chromium.sh')], { encoding: 'utf8' }).trim();

await build({ root, logLevel: 'error' });
const server = await preview({ root, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
const { port } = server.httpServer.address();
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const first = [];
  for (let i = 0; i < loads + 1; i++) first.push(await firstPicture());
  const stream = await fullStream();
  // The first load warms the server.
  const result = {
    ...shippedJavaScript(join(root, 'dist')),
    firstPictureMilliseconds: median(first.slice(1)),
    ...stream,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await browser.close();
  await server.close();
}

async function open(prepare) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  await page.addInitScript(prepare);
  await page.goto(`http://127.0.0.1:${port}/`, { waitUntil: 'commit' });
  return { context, page };
}

/** Milliseconds from the start of navigation until the gauge stands above zero. */
async function firstPicture() {
  const { context, page } = await open(() => {
    const look = (observer) => {
      const meter = document.querySelector('[role="meter"]');
      if (!(Number(meter?.getAttribute('aria-valuenow')) > 0)) return;
      globalThis.firstPicture = performance.now();
      observer.disconnect();
    };
    new MutationObserver((_, observer) => look(observer)).observe(document, {
      subtree: true,
      childList: true,
      attributeFilter: ['aria-valuenow'],
    });
  });
  const at = await page.waitForFunction(() => globalThis.firstPicture, undefined, { timeout: 60_000 });
  const milliseconds = await at.jsonValue();
  await context.close();
  return milliseconds;
}

/** Main thread and memory with the default panels as fast as the emulator can. */
async function fullStream() {
  const { context, page } = await open(() => {
    const ask = globalThis.requestAnimationFrame.bind(globalThis);
    globalThis.framesGiven = 0;
    globalThis.requestAnimationFrame = (callback) =>
      ask((at) => {
        globalThis.framesGiven += 1;
        callback(at);
      });
  });
  await page.getByRole('slider', { name: 'Speed' }).press('End');
  await page.waitForTimeout(3000);
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cpu = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const figure = (name) => metrics.find((row) => row.name === name).value;
    return { seconds: figure('TaskDuration'), frames: await page.evaluate(() => globalThis.framesGiven) };
  };
  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const before = await cpu();
  await page.waitForTimeout(streamSeconds * 1000);
  const after = await cpu();
  const frames = after.frames - before.frames;
  const heapBefore = await heap();
  await page.waitForTimeout(heapSeconds * 1000);
  const heapAfter = await heap();
  await context.close();
  return {
    mainThreadMillisecondsPerFrame: ((after.seconds - before.seconds) * 1000) / frames,
    framesPerSecond: frames / streamSeconds,
    heapSeconds,
    heapBefore,
    heapAfter,
    heapGrowthPercent: (heapAfter / heapBefore - 1) * 100,
  };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
