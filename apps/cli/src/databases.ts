import { existsSync, readFileSync } from 'node:fs';
import { openDatabase, type Database } from '@onefront/outbox';

export const databaseNames = ['gateway', 'catalog', 'inventory', 'orders', 'customers', 'promotions', 'channels'] as const;
export type DatabaseName = (typeof databaseNames)[number];

/** What `onefront start` leaves in var/house.json for the other commands. */
export interface HouseFile {
  readonly databases: Readonly<Record<string, string>>;
  readonly brokers?: string;
}

export const houseFile = (checkout: string) => `${checkout}/var/house.json`;

/**
 * Where the databases are: `<SERVICE>_DATABASE_URL` in the environment, else the house that was started from this checkout.
 * Throws with what to do when neither says.
 */
export function databaseUrl(name: DatabaseName, checkout: string): string {
  const given = process.env[`${name.toUpperCase()}_DATABASE_URL`];
  if (given) return given;
  const url = readHouse(checkout)?.databases[name];
  if (url) return url;
  throw new Error(`Where is the database of ${name}? Set ${name.toUpperCase()}_DATABASE_URL, or run this in a checkout from which npm start runs.`);
}

export function readHouse(checkout: string): HouseFile | undefined {
  const file = houseFile(checkout);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as HouseFile) : undefined;
}

/** Opens a service's database for looking only: every transaction is read-only, whatever the role may do. */
export function openForReading(name: DatabaseName, checkout: string): Promise<Database> {
  const url = new URL(databaseUrl(name, checkout));
  url.searchParams.set('options', '-c default_transaction_read_only=on');
  return openDatabase({ url: url.toString(), service: name, maxConnections: 2, applicationName: 'onefront verify', statementTimeoutMs: 600_000, wholeTables: true });
}

/** Opens a service's database for telling things through its outbox. */
export function openForTelling(name: DatabaseName, checkout: string): Promise<Database> {
  return openDatabase({ url: databaseUrl(name, checkout), service: name, maxConnections: 2, applicationName: 'onefront cli', statementTimeoutMs: 600_000, wholeTables: true });
}

export function isDatabaseName(name: string): name is DatabaseName {
  return (databaseNames as readonly string[]).includes(name);
}
