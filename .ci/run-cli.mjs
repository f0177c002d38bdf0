// Runs the command line (src/cli.ts) from a build that is made, or made again, when the sources have changed.
// Standard output carries only what the command prints; everything else goes to standard error.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ensureInstalled } from './ensure-installed.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outDir = join(root, 'dist-cli');
const built = join(outDir, 'cli.js');
const stamp = join(outDir, 'sources.sha256');

ensureInstalled();
buildIfStale();
run(process.argv.slice(2));

function buildIfStale() {
  const sources = fingerprint();
  if (existsSync(built) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  // Built aside and moved into place, so that commands may run at the same time.
  const aside = join(outDir, `.building-${process.pid}`);
  mkdirSync(aside, { recursive: true });
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--ssr', 'src/cli.ts', '--outDir', aside, '--logLevel', 'warn'];
  const build = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (build.status === 0) {
    renameSync(join(aside, 'cli.js'), built);
    writeFileSync(stamp, sources);
  }
  rmSync(aside, { recursive: true, force: true });
  if (build.status !== 0) {
    process.stderr.write('the command line could not be built; see above\n');
    process.exit(1);
  }
}

/** Changes when a source is edited, added, removed or replaced by an older one. */
function fingerprint() {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  for (const name of ['package-lock.json', 'vite.config.ts']) add(join(root, name));
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true });
  for (const path of sources
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
    .sort())
    add(path);
  return hash.digest('hex');
}

function run(args) {
  const child = spawn(process.execPath, [built, ...args], { stdio: 'inherit' });
  // A signal to this process is meant for the command.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
}
