/**
 * node scripts/helm.mjs [--build] ARGUMENTS OF HELM
 *
 * Runs Helm: the one named by HELM, the pinned one in our cache, or the one on the PATH. --build makes the pinned one first, through Go modules, when there is none.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const HELM_VERSION = 'v4.3.1';

const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'onefront', `helm-${HELM_VERSION}`);
const binary = path.join(cache, process.platform === 'win32' ? 'helm.exe' : 'helm');
const works = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** The command of a Helm that answers, or the reason why there is none. */
export function findHelm({ build = false } = {}) {
  const given = process.env.HELM;
  if (given) return works(given, ['version']) ? { helm: given } : { missing: `HELM=${given} does not answer` };
  if (fs.existsSync(binary) && works(binary, ['version'])) return { helm: binary };
  if (works('helm', ['version'])) return { helm: 'helm' };
  if (!build) return { missing: 'no Helm on the PATH (npm run test:deploy builds one where Go is installed)' };
  if (!works('go', ['version'])) return { missing: 'neither Helm nor Go is installed (any Helm from 3.14 on will do: put it on the PATH or name it by HELM)' };
  return buildHelm();
}

function buildHelm() {
  process.stderr.write(`building Helm ${HELM_VERSION} into ${cache} (once, some minutes) ...\n`);
  fs.mkdirSync(cache, { recursive: true });
  const env = { ...process.env, GOBIN: cache, CGO_ENABLED: '0' };
  const built = spawnSync('go', ['install', '-ldflags', '-s -w', `helm.sh/helm/v4/cmd/helm@${HELM_VERSION}`], { cwd: os.tmpdir(), env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (built.status === 0) return { helm: binary };
  return { missing: `Helm ${HELM_VERSION} could not be built with Go: ${built.stderr.trim().split('\n').at(-1)}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const build = args[0] === '--build';
  const { helm, missing } = findHelm({ build });
  if (missing) process.stderr.write(`${missing}\n`);
  process.exitCode = helm ? (spawnSync(helm, build ? args.slice(1) : args, { stdio: 'inherit' }).status ?? 1) : 1;
}
