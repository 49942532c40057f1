import { randomBytes } from 'node:crypto';
import type { Keyring, SealingKey } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { Pool } from 'pg';
import { KeyCache } from './key-cache.js';
import { ensureKeyringSchema } from './keyring-schema.js';

/** Looking up keys takes milliseconds. Behind a cut nobody answers, and TCP gives up after a quarter of an hour. */
const QUERY_TIMEOUT_MS = 15_000;

export interface PgKeyringOptions {
  /** The keyring's own database. */
  readonly url: string;
  readonly pepper: Buffer;
  /** Keys made in advance (default 200). */
  readonly stock?: number;
  /** Milliseconds for which a key, or its absence, is remembered (default 5 minutes). */
  readonly cacheMs?: number;
  /** Keys remembered at most (default 20,000, about 4 MB). */
  readonly cacheSize?: number;
  readonly onError?: (error: unknown) => void;
}

/**
 * The keyring on PostgreSQL. A key handed out is durable already and costs no round trip, because keys are made in advance.
 * A destroyed key is gone at once here and within `cacheMs` in other processes (R38: minutes, well below 24 hours).
 */
export class PgKeyring implements Keyring {
  readonly pepper: Buffer;
  private readonly pool: Pool;
  private readonly cache: KeyCache;
  private readonly stockSize: number;
  private stock: SealingKey[] = [];
  private refilling: Promise<void> | undefined;

  private constructor(private readonly options: PgKeyringOptions) {
    this.pepper = options.pepper;
    this.stockSize = options.stock ?? 200;
    this.cache = new KeyCache(options.cacheSize ?? 20_000, options.cacheMs ?? 5 * 60_000);
    this.pool = new Pool({ connectionString: options.url, max: 2, connectionTimeoutMillis: 5_000, query_timeout: QUERY_TIMEOUT_MS, keepAlive: true, application_name: 'keyring' });
    // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
    this.pool.on('error', (error) => options.onError?.(error));
  }

  /** Connects and creates the table if there is none. Throws when the database does not answer. */
  static async open(options: PgKeyringOptions): Promise<PgKeyring> {
    const keyring = new PgKeyring(options);
    try {
      await ensureKeyringSchema(keyring.pool);
      return keyring;
    } catch (error) {
      await keyring.pool.end();
      throw error;
    }
  }

  /** A key that no one else has. Waits for the database only when the stock is used up; throws when it is away then. */
  async newKey(): Promise<SealingKey> {
    while (this.stock.length === 0) await this.refill();
    const key = this.stock.pop()!;
    if (this.stock.length < this.stockSize / 2) this.refill().catch((error: unknown) => this.options.onError?.(error));
    this.cache.set(key.kid, key, Date.now());
    return key;
  }

  async keys(kids: readonly string[]): Promise<Map<string, SealingKey>> {
    const now = Date.now();
    const found = new Map<string, SealingKey>();
    const missing = new Set<string>();
    for (const kid of kids) {
      const known = this.cache.get(kid, now);
      if (known?.key) found.set(kid, known.key);
      else if (!known) missing.add(kid);
    }
    if (missing.size === 0) return found;
    const { rows } = await this.pool.query<{ kid: string; key: Buffer }>({
      name: 'keyring-keys', text: 'select kid, key from sealing_key where kid = any($1) and key is not null', values: [[...missing]],
    });
    for (const row of rows) found.set(row.kid, { kid: row.kid, key: row.key });
    for (const kid of missing) {
      // A key destroyed here while the question was under way stays destroyed: what is gone never comes back.
      const known = this.cache.get(kid, now);
      if (known && !known.key) found.delete(kid);
      else this.cache.set(kid, found.get(kid), now);
    }
    return found;
  }

  async destroy(kids: readonly string[]): Promise<void> {
    await this.pool.query('update sealing_key set key = null, destroyed_at = now() where kid = any($1) and key is not null', [[...kids]]);
    this.forget(kids);
  }

  /** Says whose data these keys seal; a later link wins, as after a merge of two customers. */
  async link(kids: readonly string[], personId: string): Promise<void> {
    await this.pool.query({
      name: 'keyring-link', text: 'update sealing_key set person_id = $2 where kid = any($1) and person_id is distinct from $2', values: [[...kids], personId],
    });
  }

  /** Moves all keys of one person to another, for a merge. */
  async relink(fromPersonId: string, toPersonId: string): Promise<void> {
    await this.pool.query('update sealing_key set person_id = $2 where person_id = $1', [fromPersonId, toPersonId]);
  }

  /** Destroys every key of a person and returns their ids; asking again destroys what was linked since. */
  async destroyPerson(personId: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ kid: string }>('update sealing_key set key = null, destroyed_at = now() where person_id = $1 and key is not null returning kid', [personId]);
    const kids = rows.map((row) => row.kid);
    this.forget(kids);
    return kids;
  }

  /** Takes back the keys that were made in advance and never used, forgets the others and closes the connections. */
  async close(): Promise<void> {
    await this.refilling?.catch(() => undefined);
    const unused = this.stock.splice(0).map((key) => key.kid);
    if (unused.length > 0) await this.pool.query('delete from sealing_key where kid = any($1)', [unused]).catch((error: unknown) => this.options.onError?.(error));
    this.cache.clear();
    await this.pool.end();
  }

  private forget(kids: readonly string[]): void {
    const now = Date.now();
    for (const kid of kids) this.cache.set(kid, undefined, now);
  }

  private refill(): Promise<void> {
    this.refilling ??= this.insertStock().finally(() => {
      this.refilling = undefined;
    });
    return this.refilling;
  }

  private async insertStock(): Promise<void> {
    const fresh = Array.from({ length: this.stockSize }, (): SealingKey => ({ kid: newId(), key: randomBytes(32) }));
    await this.pool.query({
      name: 'keyring-stock', text: 'insert into sealing_key (kid, key) select * from unnest($1::text[], $2::bytea[])', values: [fresh.map((key) => key.kid), fresh.map((key) => key.key)],
    });
    this.stock.push(...fresh);
  }
}
