import { MicroBatch, rowsByKey, type Database } from '@onefront/outbox';
import type { Authenticated, Client } from './clients.js';
import type { JwtIssuer, Spoken } from './jwt/jwt-issuer.js';
import { hashOf, randomText } from './secrets.js';

/** Seconds that an access token lives. */
export const TOKEN_SECONDS = 900;
/** Milliseconds for which a client and its token are remembered as they stood: so late is a revocation in another process noticed, here at once. */
const REMEMBER_MS = 1_000;
const REMEMBERED = 10_000;

interface TokenRow { hash: Buffer; expires_at: Date; granted: string[]; id: string; name: string; scopes: string[]; channels: string[] | null }

/**
 * Who a bearer token speaks for. Opaque tokens are ours, stored as hashes; tokens with dots are a configured issuer's. Either is verified by one query
 * per turn of the event loop at most, then remembered for a moment. Scopes and channels are those of the client's record: a token can only narrow them.
 */
export class Tokens {
  private readonly remembered = new Remembered<Client>();
  private readonly clients = new Remembered<Client>();
  private readonly spoken = new Remembered<Spoken>();
  private readonly reading: MicroBatch<Buffer, TokenRow | undefined>;
  private readonly readingClient: (id: string) => Promise<Client | undefined>;

  constructor(private readonly database: Database, private readonly issuer: JwtIssuer | undefined) {
    this.reading = new MicroBatch(async (hashes) => {
      const { rows } = await database.read<TokenRow>({
        name: 'token-verify',
        text: `select t.hash, t.expires_at, t.scopes as granted, c.id, c.name, c.scopes, c.channels from access_token t join client c on c.id = t.client_id where t.hash = any($1::bytea[]) and c.revoked_at is null and t.expires_at > now()`,
        values: [hashes],
      });
      const found = new Map(rows.map((row) => [row.hash.toString('base64'), row]));
      return hashes.map((hash) => found.get(hash.toString('base64')));
    });
    this.readingClient = rowsByKey(async (ids) => {
      const { rows } = await database.read<Client & { id: string }>({ name: 'client-current', text: 'select id, name, scopes, channels from client where id = any($1::text[]) and revoked_at is null', values: [ids] });
      return new Map(rows.map((row) => [row.id, row]));
    });
  }

  /** A token of a client that has shown a secret; notes that the secret was used, to the minute. */
  async issue({ client, secretId }: Authenticated, scopes: readonly string[]): Promise<string> {
    const token = randomText();
    await this.database.read({
      name: 'token-issue',
      text: `with used as (update client_secret set last_used_at = now() where id = $5 and (last_used_at is null or last_used_at < now() - interval '1 minute'))
        insert into access_token (hash, client_id, scopes, expires_at, secret_id) values ($1, $2, $3, now() + make_interval(secs => $4), $5)`,
      values: [hashOf(token), client.id, scopes, TOKEN_SECONDS, secretId],
    });
    return token;
  }

  /** The client behind a token, with the scopes and channels that both of them have; or undefined. Throws `keys-unavailable` (503). */
  async verify(token: string): Promise<Client | undefined> {
    const hash = hashOf(token);
    const name = hash.toString('base64');
    if (token.includes('.')) return this.verifyJwt(token, name);
    const known = this.remembered.get(name);
    if (known) return known;
    const row = await this.reading.ask(hash);
    if (!row) return undefined;
    const client = { id: row.id, name: row.name, scopes: both(row.scopes, row.granted), channels: row.channels };
    this.remembered.set(name, client, Math.min(Date.now() + REMEMBER_MS, row.expires_at.getTime()));
    return client;
  }

  /** A client as its record has it now, or a moment ago; undefined when it was revoked. */
  async current(id: string): Promise<Client | undefined> {
    const known = this.clients.get(id);
    if (known) return known;
    const client = await this.readingClient(id);
    if (client) this.clients.set(id, client, Date.now() + REMEMBER_MS);
    return client;
  }

  /** Forgets what was remembered of clients, after a change. What an issuer has signed stays signed. */
  forget(): void {
    this.remembered.clear();
    this.clients.clear();
  }

  /** Signatures are checked once; whether the client still stands, and what it may, at every use. */
  private async verifyJwt(token: string, name: string): Promise<Client | undefined> {
    if (!this.issuer) return undefined;
    let spoken = this.spoken.get(name);
    if (!spoken) {
      spoken = await this.issuer.verify(token);
      if (!spoken) return undefined;
      this.spoken.set(name, spoken, spoken.until);
    }
    const client = await this.current(spoken.client);
    // An issuer speaks for partners, never for the retailer itself.
    if (!client?.channels) return undefined;
    return { ...client, scopes: both(client.scopes, spoken.scopes), channels: both(client.channels, spoken.channels) };
  }
}

/** Undefined narrows nothing. */
function both(own: readonly string[], narrowed: readonly string[] | undefined): readonly string[] {
  return narrowed ? own.filter((one) => narrowed.includes(one)) : own;
}

/** Values until their time, at most so many; the oldest go first. */
class Remembered<V> {
  private readonly values = new Map<string, { value: V; until: number }>();

  get(key: string): V | undefined {
    const known = this.values.get(key);
    if (!known) return undefined;
    if (known.until > Date.now()) return known.value;
    this.values.delete(key);
    return undefined;
  }
  set(key: string, value: V, until: number): void {
    this.values.set(key, { value, until });
    if (this.values.size > REMEMBERED) this.values.delete(this.values.keys().next().value!);
  }
  clear(): void {
    this.values.clear();
  }
}
