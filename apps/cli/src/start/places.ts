import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';

/** Everything that `onefront start` keeps, in one folder of the checkout. */
export interface Places {
  readonly root: string;
  readonly var: string;
  readonly postgres: string;
  readonly kafka: string;
  readonly logs: string;
  readonly lock: string;
  readonly state: string;
  readonly credentials: string;
}

export function placesOf(checkout: string, credentials: string | undefined): Places {
  const root = resolve(checkout);
  const folder = join(root, 'var');
  return {
    root, var: folder, postgres: join(folder, 'postgres'), kafka: join(folder, 'kafka'), logs: join(folder, 'logs'), lock: join(folder, 'start.pid'), state: join(folder, 'state.json'),
    credentials: credentials ? resolve(credentials) : join(folder, 'credentials.json'),
  };
}

/** What must stay the same from one start to the next. */
export interface KeptState {
  readonly clientId: string;
  readonly clientSecret: string;
  /** base64 of 32 bytes: the pepper of blind indexes. */
  readonly pepper: string;
  demoLoaded: boolean;
}

export function keptState(places: Places): KeptState {
  mkdirSync(places.var, { recursive: true });
  if (existsSync(places.state)) return JSON.parse(readFileSync(places.state, 'utf8')) as KeptState;
  const state: KeptState = { clientId: 'administrator', clientSecret: randomBytes(24).toString('base64url'), pepper: randomBytes(32).toString('base64'), demoLoaded: false };
  saveState(places, state);
  return state;
}

export function saveState(places: Places, state: KeptState): void {
  writeFileSync(places.state, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

/** For the person who started it and their tools, nobody else. */
export function writeCredentials(file: string, credentials: { baseUrl: string; clientId: string; clientSecret: string }): void {
  mkdirSync(resolve(file, '..'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  if (process.env['SUDO_UID'] && process.getuid?.() === 0) chownSync(file, Number(process.env['SUDO_UID']), Number(process.env['SUDO_GID'] ?? 0));
}
