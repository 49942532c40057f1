import type { Database } from '@onefront/outbox';
import { MicroBatch } from '../persistence/micro-batch.js';
import { hashOf, newSecret, type Client } from './clients.js';

/** Seconds that an access token lives. */
export const TOKEN_SECONDS = 900;
/** Milliseconds for which a verified token is remembered; a revocation elsewhere takes effect within this time, here at once. */
const REMEMBER_MS = 2_000;
const REMEMBERED = 10_000;

interface TokenRow { hash: Buffer; expires_at: Date; scopes: string[]; id: string; name: string; channels: string[] | null }

/** Opaque access tokens, stored as hashes. Verified by one query per turn of the event loop, then remembered for a moment. */
export class Tokens {
  private readonly remembered = new Map<string, { client: Client; until: number }>();
  private readonly reading: MicroBatch<Buffer, TokenRow | undefined>;

  constructor(private readonly database: Database) {
    this.reading = new MicroBatch(async (hashes) => {
      const { rows } = await database.read<TokenRow>({
        name: 'token-verify',
        text: `select t.hash, t.expires_at, t.scopes, c.id, c.name, c.channels from access_token t join client c on c.id = t.client_id where t.hash = any($1::bytea[]) and c.revoked_at is null and t.expires_at > now()`,
        values: [hashes],
      });
      const found = new Map(rows.map((row) => [row.hash.toString('base64'), row]));
      return hashes.map((hash) => found.get(hash.toString('base64')));
    });
  }

  async issue(client: Client, scopes: readonly string[]): Promise<string> {
    const token = newSecret();
    await this.database.read({
      name: 'token-issue', text: `insert into access_token (hash, client_id, scopes, expires_at) values ($1, $2, $3, now() + make_interval(secs => $4))`,
      values: [hashOf(token), client.id, scopes, TOKEN_SECONDS],
    });
    return token;
  }

  /** The client behind a token with the token's scopes, or undefined. */
  async verify(token: string): Promise<Client | undefined> {
    const hash = hashOf(token);
    const name = hash.toString('base64');
    const known = this.remembered.get(name);
    if (known && known.until > Date.now()) return known.client;
    const row = await this.reading.ask(hash);
    this.remembered.delete(name);
    if (!row) return undefined;
    const client = { id: row.id, name: row.name, scopes: row.scopes, channels: row.channels };
    this.remembered.set(name, { client, until: Math.min(Date.now() + REMEMBER_MS, row.expires_at.getTime()) });
    if (this.remembered.size > REMEMBERED) this.remembered.delete(this.remembered.keys().next().value!);
    return client;
  }

  /** Forgets what was remembered, after a revocation. */
  forget(): void {
    this.remembered.clear();
  }
}
