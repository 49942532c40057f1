/** Schemathesis, the fuzzer of OpenAPI documents, in a Python environment of its own under var/. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const MINIMUM = [3, 11];
const INSTALL_WITHIN_MS = 240_000;

/**
 * The environment that tells the suites where Schemathesis is: installed once per content of requirements.txt, with pip as this machine has it configured.
 * Nothing to tell, and one loud line, where that cannot be; the suite that needs it then counts as skipped.
 */
export async function fuzzer(root, say) {
  const skip = (why) => {
    say(`SKIPPED: Schemathesis did not run: ${why}. The fuzzer of our own suites runs as ever.`);
    return { SCHEMATHESIS: '', SCHEMATHESIS_MISSING: why };
  };
  const requirements = path.join(import.meta.dirname, 'requirements.txt');
  const folder = path.join(root, 'var/schemathesis', createHash('sha256').update(fs.readFileSync(requirements)).digest('hex').slice(0, 16));
  const command = path.join(folder, process.platform === 'win32' ? 'Scripts/schemathesis.exe' : 'bin/schemathesis');
  const done = path.join(folder, '.installed');
  if (fs.existsSync(done)) return { SCHEMATHESIS: command };
  const python = findPython();
  if (!python) return skip(`there is no Python ${MINIMUM.join('.')} or newer with venv (PYTHON names another)`);
  say('installing Schemathesis under var/ ...');
  const problem = install(python, folder, requirements);
  if (problem) return skip(problem);
  fs.writeFileSync(done, '');
  return { SCHEMATHESIS: command };
}

function findPython() {
  const check = `import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (${MINIMUM.join(', ')}) else 1)`;
  return [process.env.PYTHON, 'python3', 'python'].find((name) => name && spawnSync(name, ['-c', check], { stdio: 'ignore' }).status === 0);
}

function install(python, folder, requirements) {
  fs.rmSync(folder, { recursive: true, force: true });
  const steps = [
    [python, '-m', 'venv', folder],
    [path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '--only-binary=:all:', '-r', requirements],
  ];
  for (const [command, ...args] of steps) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: INSTALL_WITHIN_MS });
    if (status !== 0) return `its installation failed (${(error?.message ?? stderr ?? '').trim().split('\n').at(-1)})`;
  }
  return undefined;
}
