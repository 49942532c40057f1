import { isDeepStrictEqual } from 'node:util';
import { checkPreconditions } from '@onefront/kernel';
import type { Database, Tx } from '@onefront/outbox';
import { recordOwn } from '../audit/own-changes.js';
import type { Client } from './clients.js';
import type { RateLimit } from './rate-limit.js';
import { addSecret, secretsOf, type NewSecret } from './secrets.js';

/** An outside organisation with its client, as those who manage it see it. */
export interface Partner {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly channels: readonly string[];
  /** Where it differs from what every partner may. */
  readonly rateLimit: RateLimit | null;
  readonly version: number;
  readonly createdAt: Date;
}
export interface PartnerChange { readonly name?: string | undefined; readonly scopes?: readonly string[] | undefined; readonly channels?: readonly string[] | undefined; readonly rateLimit?: RateLimit | null | undefined }

interface Row { id: string; name: string; scopes: string[]; channels: string[]; rate_limit: RateLimit | null; version: string; created_at: Date; [column: string]: unknown }
const COLUMNS = 'id, name, scopes, channels, rate_limit, version, created_at';
/**
 * The retailer manages every partner; a partner that may manage others only those that have nothing which it has not itself.
 * All else is not there, the retailer's own clients included.
 */
const MANAGED = `channels is not null and revoked_at is null and ($1::text[] is null or (channels <@ $1 and scopes <@ $2::text[]))`;

const by = (manager: Client) => [manager.channels, manager.scopes];

/** Partners as their managers see them. What changes one takes a transaction, so that it stands or falls with the record of its request. */
export class Partners {
  constructor(private readonly database: Database) {}

  async get(manager: Client, id: string): Promise<Partner | undefined> {
    const { rows } = await this.database.read<Row>({ name: 'partner-read', text: `select ${COLUMNS} from client where ${MANAGED} and id = $3`, values: [...by(manager), id] });
    return rows[0] && partnerOf(rows[0]);
  }

  async list(manager: Client, { after, limit }: { after?: string | undefined; limit: number }): Promise<Partner[]> {
    const { rows } = await this.database.read<Row>({ name: 'partner-list', text: `select ${COLUMNS} from client where ${MANAGED} and id > $3 order by id limit $4`, values: [...by(manager), after ?? '', limit] });
    return rows.map(partnerOf);
  }
}

export async function createPartner(tx: Tx, { id, name, scopes, channels, rateLimit }: Pick<Partner, 'id' | 'name' | 'scopes' | 'channels' | 'rateLimit'>, secret: NewSecret): Promise<void> {
  await tx.query('insert into client (id, name, scopes, channels, rate_limit) values ($1, $2, $3, $4, $5)', [id, name, scopes, channels, rateLimit && JSON.stringify(rateLimit)]);
  recordOwn(tx, { action: 'gateway.partner-created', subject: subject(id), version: 1, after: audited({ name, scopes, channels, rateLimit }) });
  await addSecret(tx, id, secret);
}

/** The partner as it stands, locked until the end of the transaction. Throws `precondition-failed`; undefined when it is not there for this manager. */
export async function lockPartner(tx: Tx, manager: Client, { id, ifMatch }: { id: string; ifMatch?: string | undefined }): Promise<Partner | undefined> {
  const { rows: [row] } = await tx.query<Row>(`select ${COLUMNS} from client where ${MANAGED} and id = $3 for update`, [...by(manager), id]);
  if (!row) return undefined;
  const partner = partnerOf(row);
  checkPreconditions({ version: partner.version, document: partner }, ifMatch === undefined ? {} : { ifMatch });
  return partner;
}

/** An equal change changes nothing. What a partner loses, it loses with all its tokens: they are held against its record at every use. */
export async function changePartner(tx: Tx, partner: Partner, change: PartnerChange): Promise<Partner> {
  const next = { name: change.name ?? partner.name, scopes: change.scopes ?? partner.scopes, channels: change.channels ?? partner.channels, rateLimit: change.rateLimit === undefined ? partner.rateLimit : change.rateLimit };
  if (next.name === partner.name && same(next.scopes, partner.scopes) && same(next.channels, partner.channels) && isDeepStrictEqual(next.rateLimit, partner.rateLimit)) return partner;
  const { rows } = await tx.query<Row>(`update client set name = $2, scopes = $3, channels = $4, rate_limit = $5, version = version + 1 where id = $1 returning ${COLUMNS}`, [partner.id, next.name, next.scopes, next.channels, next.rateLimit && JSON.stringify(next.rateLimit)]);
  const changed = partnerOf(rows[0]!);
  recordOwn(tx, { action: 'gateway.partner-changed', subject: subject(partner.id), version: changed.version, before: audited(partner), after: audited(changed) });
  return changed;
}

/** False when there is no such secret. The tokens that were got by it end with it. */
export async function removeSecret(tx: Tx, partner: Partner, secretId: string): Promise<boolean> {
  const { rowCount } = await tx.query('delete from client_secret where client_id = $1 and id = $2', [partner.id, secretId]);
  if (rowCount !== 1) return false;
  recordOwn(tx, { action: 'gateway.secret-removed', subject: subject(partner.id), before: secretsOf([secretId]), after: secretsOf([]) });
  return true;
}

/** Revokes a partner with all its secrets and tokens, for good. */
export async function revokePartner(tx: Tx, partner: Partner): Promise<void> {
  await tx.query('update client set revoked_at = clock_timestamp(), version = version + 1 where id = $1', [partner.id]);
  await tx.query('delete from access_token where client_id = $1', [partner.id]);
  const { rows } = await tx.query<{ id: string }>('delete from client_secret where client_id = $1 returning id', [partner.id]);
  recordOwn(tx, { action: 'gateway.partner-revoked', subject: subject(partner.id), version: partner.version + 1, before: { ...audited(partner), ...secretsOf(rows.map((row) => row.id)) } });
}

const subject = (id: string) => ({ type: 'partner', id });

function audited({ name, scopes, channels, rateLimit }: Pick<Partner, 'name' | 'scopes' | 'channels' | 'rateLimit'>) {
  return { name, scopes, channels, rateLimit };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function partnerOf({ id, name, scopes, channels, rate_limit, version, created_at }: Row): Partner {
  return { id, name, scopes, channels, rateLimit: rate_limit, version: Number(version), createdAt: created_at };
}
