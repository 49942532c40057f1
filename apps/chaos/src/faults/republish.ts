import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { ServiceName } from '@onefront/cli';
import type { Fault, Stage } from '../types.js';
import { present } from './choose.js';

const root = resolve(__dirname, '../../../..');
const RUNS_AT_MOST_MS = 300_000;
/** Those whose state does not grow with every order. */
const BOUNDED: readonly ServiceName[] = ['catalog', 'inventory', 'promotions'];

/** An operator has a service tell everything again while orders flow. */
export const republish: Fault = {
  name: 'republish',
  about: '`onefront republish`: a service tells its current state again through its outbox, in the middle of changes: views keep the newest',
  missing: (cluster) => (present(cluster, BOUNDED).length > 0 ? undefined : `none of ${BOUNDED.join(', ')} runs here`),
  async strike(stage) {
    const service = stage.random.pick(present(stage.cluster, BOUNDED));
    return (await runRepublish(stage, service)).trim();
  },
};

function runRepublish({ cluster }: Stage, service: ServiceName): Promise<string> {
  const env = { [`${service.toUpperCase()}_DATABASE_URL`]: cluster.databases[service]! };
  return new Promise((resolved, reject) => {
    execFile(process.execPath, [join(root, 'apps/cli/dist/main.js'), 'republish', service], { env, timeout: RUNS_AT_MOST_MS }, (error, stdout, stderr) => {
      if (error) reject(new Error(`onefront republish ${service} failed: ${stderr || error.message}`));
      else resolved(stdout);
    });
  });
}
