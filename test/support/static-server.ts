import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** A folder that is being served. */
export interface StaticServer {
  /** Where the folder's content is found; ends with a slash. */
  readonly url: string;
  /** Answers as if files whose path matches were not there; `undefined`: as if all were there again. */
  withhold(path: RegExp | undefined): void;
  close(): Promise<void>;
}

/**
 * Serves a folder below a path, on a free port of this machine, as a plain static host does: no rewriting.
 * @param headers sent with every file, in lower case
 */
export async function serveFolder(
  folder: string,
  basePath = '/',
  headers: Readonly<Record<string, string>> = {},
): Promise<StaticServer> {
  let withheld: RegExp | undefined;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = fileFor(folder, basePath, pathname);
    if (file === undefined || withheld?.test(pathname) === true) {
      response.writeHead(404).end('not found');
      return;
    }
    response.writeHead(200, { 'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream', ...headers });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${basePath}`,
    withhold: (path) => (withheld = path),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function fileFor(folder: string, basePath: string, pathname: string): string | undefined {
  if (!pathname.startsWith(basePath)) return undefined;
  const file = normalize(join(folder, decodeURIComponent(pathname.slice(basePath.length)) || 'index.html'));
  if (!file.startsWith(normalize(folder) + sep)) return undefined;
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : undefined;
}
