/** node deploy/docker/make-env.mjs > deploy/.env: random passwords for deploy/compose.yaml. */
import { randomBytes } from 'node:crypto';

const password = () => randomBytes(24).toString('base64url');
const entries = { POSTGRES_PASSWORD: password(), ONEFRONT_DB_PASSWORD: password(), ADMIN_CLIENT_SECRET: password(), KEYRING_PEPPER: randomBytes(32).toString('base64') };
process.stdout.write(Object.entries(entries).map(([name, value]) => `${name}=${value}\n`).join(''));
