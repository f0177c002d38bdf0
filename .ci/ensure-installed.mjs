// Installs the locked dependencies when they are missing or not the locked ones. Needs nothing but Node and npm.
// What npm prints goes to standard error: standard output belongs to the command that runs next.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs `npm ci` unless every locked package is installed in its locked version. Exits when that fails. */
export function ensureInstalled() {
  requireNode(20, 19);
  const reason = whatIsMissing();
  if (reason === undefined) return;
  process.stderr.write(`installing dependencies: ${reason}\n`);
  // The child's standard output is our standard error.
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    process.stderr.write('npm ci failed; see above\n');
    process.exit(1);
  }
}

function requireNode(major, minor) {
  const [haveMajor = 0, haveMinor = 0] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  process.stderr.write(`Node ${major}.${minor} or newer is needed; this is Node ${process.versions.node}\n`);
  process.exit(1);
}

/** npm keeps a lock of what it has installed inside node_modules; an interrupted installation leaves none. */
function whatIsMissing() {
  const installedLock = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return 'there are none yet';
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  for (const [path, { version, optional }] of Object.entries(locked)) {
    // The lock names optional packages of every platform; only this platform's are installed.
    if (path === '' || (optional && !(path in installed))) continue;
    if (installed[path]?.version !== version) return `${path} is not ${version}`;
    if (!existsSync(join(root, path))) return `${path} is not there`;
  }
  return undefined;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) ensureInstalled();
