import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { WebSocket } from 'ws';

/** One tab of a Firefox. */
export interface FirefoxTab {
  readonly open: (url: string) => Promise<void>;
  /** The value of an expression in the page; plain values only. @throws what the page throws */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Addresses asked for and errors logged so far. */
  readonly requests: readonly string[];
  readonly errors: readonly string[];
  readonly close: () => Promise<void>;
}

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly request?: { readonly url: string }; readonly level?: string; readonly text?: string };
  readonly result?: unknown;
  readonly message?: string;
}

/** Milliseconds until a Firefox must have started, and an answer have come. */
const PATIENCE = 45_000;

/**
 * Starts a Firefox without a window and speaks WebDriver BiDi with it (https://w3c.github.io/webdriver-bidi): the few commands
 * that a page from the disk needs. Playwright drives a Firefox of its own only.
 */
export async function startFirefox(executable: string): Promise<FirefoxTab> {
  const profile = await mkdtemp(join(tmpdir(), 'viommu-firefox-'));
  const browser = spawn(
    executable,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: '1' } },
  );
  const gone = new Promise<void>((resolve) => browser.once('exit', () => resolve()));
  let socket: WebSocket | undefined;
  const close = async (): Promise<void> => {
    socket?.close();
    browser.kill('SIGKILL');
    await gone;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const address = await inTime('Firefox did not start', addressFrom(browser.stderr, gone));
    socket = new WebSocket(`${address}/session`);
    return { ...(await connectTab(socket)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What Firefox says on its standard error once it listens. */
async function addressFrom(stderr: NodeJS.ReadableStream, gone: Promise<void>): Promise<string> {
  const said: string[] = [];
  const spoken = new Promise<string>((resolve) => {
    createInterface(stderr).on('line', (line) => {
      said.push(line);
      const match = /WebDriver BiDi listening on (ws:\S+)/.exec(line);
      if (match !== null) resolve(match[1]!);
    });
  });
  const ended = gone.then(() => Promise.reject(new Error(`Firefox ended: ${said.slice(-3).join(' ')}`)));
  return Promise.race([spoken, ended]);
}

async function connectTab(socket: WebSocket): Promise<Omit<FirefoxTab, 'close'>> {
  const waiting = new Map<number, (reply: Reply) => void>();
  const requests: string[] = [];
  const errors: string[] = [];
  let count = 0;

  socket.on('message', (data: Buffer) => {
    const reply = JSON.parse(data.toString()) as Reply;
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
    else if (reply.method === 'network.beforeRequestSent') requests.push(reply.params!.request!.url);
    else if (reply.params?.level === 'error') errors.push(reply.params.text ?? '');
  });
  const send = async (method: string, params: object): Promise<unknown> => {
    count += 1;
    const id = count;
    const coming = new Promise<Reply>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    const reply = await inTime(`Firefox did not answer ${method}`, coming);
    waiting.delete(id);
    if (reply.result === undefined) throw new Error(`${method}: ${reply.message}`);
    return reply.result;
  };

  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  await inTime('Firefox did not open its session', opened);
  await send('session.new', { capabilities: {} });
  await send('session.subscribe', { events: ['network.beforeRequestSent', 'log.entryAdded'] });
  const { contexts } = (await send('browsingContext.getTree', {})) as { contexts: { context: string }[] };
  const { context } = contexts[0]!;

  return {
    requests,
    errors,
    open: async (url) => {
      await send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    evaluate: async (expression) => {
      const outcome = (await send('script.evaluate', { expression, target: { context }, awaitPromise: true })) as {
        readonly type: string;
        readonly result?: { readonly value?: unknown };
        readonly exceptionDetails?: { readonly text: string };
      };
      if (outcome.type !== 'success') throw new Error(outcome.exceptionDetails?.text);
      return outcome.result?.value;
    },
  };
}

async function inTime<T>(complaint: string, promise: Promise<T>): Promise<T> {
  const giveUp = new AbortController();
  const late = sleep(PATIENCE, undefined, { signal: giveUp.signal }).then(() => Promise.reject(new Error(complaint)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    giveUp.abort();
    late.catch(() => {});
  }
}
