import { MicroBatch, type Database, type Statement } from '@onefront/outbox';
import { Query, type QueryResult, type QueryResultRow } from 'pg';

/** For whom something is read: the second wall, in the database, lets through only what is this client's (ADR 0021). */
export interface Wall {
  readonly client: string;
  readonly channels: readonly string[];
}

/** Both settings and the role end with the transaction. The role is the migration's (partners-1700000005000). */
const STEP_IN = `select set_config('onefront.client', $1, true), set_config('onefront.channels', $2, true), set_config('role', 'onefront_partner', true)`;

/** One statement outside of a transaction: as it stands for the retailer itself (`wall` null), behind the wall for a partner. One round trip either way. */
export async function readAs<R extends QueryResultRow = Record<string, unknown>>(database: Pick<Database, 'pool' | 'read'>, wall: Wall | null, statement: Statement): Promise<QueryResult<R>> {
  if (!wall) return database.read<R>(statement);
  const connection = await database.pool.connect();
  let broken: Error | undefined;
  try {
    return await new Promise<QueryResult<R>>((resolve, reject) => {
      connection.query(new WalledQuery(wall, statement, (error, result) => (error ? reject(error) : resolve(result as QueryResult<R>))) as never);
    });
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    // After an error nobody knows which of the statements the connection has prepared: it is not used again.
    connection.release(broken);
  }
}

/** Whether this service may step behind the wall; without it no partner could be answered. Throws, with what an administrator has to say once. */
export async function checkWall(database: Pick<Database, 'read'>): Promise<void> {
  const { rows } = await database.read<{ me: string; may: boolean | null }>({ text: `select current_user as me, (select pg_has_role(current_user, oid, 'SET') from pg_roles where rolname = 'onefront_partner') as may` });
  const { me, may } = rows[0]!;
  if (may !== true) throw new Error(`the database user ${me} may not step into the role onefront_partner. Let an administrator run once: ${may === null ? 'create role onefront_partner nologin noinherit; ' : ''}grant onefront_partner to "${me}" with inherit false, set true;`);
}

/** What is used of pg's own query beyond its types. */
interface Wire {
  parse(message: { text: string; name: string }): void;
  bind(message: { statement: string; values: readonly string[] }): void;
  execute(message: object): void;
}
interface Internals {
  prepare(connection: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Wire): void;
}
type Callback = (error: Error | null, result: unknown) => void;
const Base = Query as unknown as new (config: object, values: undefined, callback: Callback) => Internals;

/**
 * Two statements before one Sync are one transaction and one round trip: the first steps behind the wall, the second is the caller's.
 * Should the first fail, the second is not run. Prepared under a name of its own, so that its plan stays that of the role.
 */
class WalledQuery extends Base {
  private inside = false;

  constructor(private readonly wall: Wall, { name, text, values = [] }: Statement, callback: Callback) {
    super({ text, values, queryMode: 'extended', ...(name ? { name: `walled-${name}` } : {}) }, undefined, callback);
  }

  override prepare(connection: Wire): void {
    connection.parse({ text: STEP_IN, name: '' });
    connection.bind({ statement: '', values: [this.wall.client, `{${this.wall.channels.map((id) => JSON.stringify(id)).join(',')}}`] });
    connection.execute({});
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.inside) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Wire): void {
    if (this.inside) super.handleCommandComplete(message, connection);
    else this.inside = true;
  }
}

/**
 * Rows by key on behalf of whoever asks: what one turn of the event loop asks without a wall is one query, as in `rowsByKey`,
 * and one more for each partner that asks in that turn. Missing rows answer undefined.
 */
export function rowsBehindWall<V>(run: (keys: string[], wall: Wall | null) => Promise<ReadonlyMap<string, V>>): (key: string, wall: Wall | null) => Promise<V | undefined> {
  const batch = new MicroBatch<{ key: string; wall: Wall | null }, V | undefined>(async (asked) => {
    const groups = new Map<string, { wall: Wall | null; keys: Set<string> }>();
    for (const { key, wall } of asked) {
      const name = nameOf(wall);
      const group = groups.get(name);
      if (group) group.keys.add(key);
      else groups.set(name, { wall, keys: new Set([key]) });
    }
    const rows = new Map(await Promise.all([...groups].map(async ([name, { wall, keys }]) => [name, await run([...keys], wall)] as const)));
    return asked.map(({ key, wall }) => rows.get(nameOf(wall))!.get(key));
  });
  return (key, wall) => batch.ask({ key, wall });
}

function nameOf(wall: Wall | null): string {
  return wall ? JSON.stringify([wall.client, wall.channels]) : '';
}
