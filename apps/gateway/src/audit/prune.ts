import type { Database, Tx } from '@onefront/outbox';
import { append } from './own-changes.js';
import { walkAudit } from './walk.js';

const SLICE = 5_000;

export interface Pruned {
  /** Up to where the chain is sealed now; what lies before it is gone. */
  readonly sealed: number;
  readonly removed: number;
}

/**
 * Takes away what is older than a time, by an operator and never by a service: verifies the chain, seals it at the last position that goes, so that it goes on
 * from there, and removes what lies before, in slices. Stopped halfway it is simply done again. Needs a user that may become the owner of the audit's tables.
 * Throws when the chain is broken: then nothing is taken away.
 */
export async function pruneAudit(database: Database, before: Date): Promise<Pruned> {
  const { firstBad } = await walkAudit(database);
  if (firstBad) throw new Error(`The audit is broken, so nothing is taken away: ${firstBad}`);
  const { rows: [last] } = await database.read<{ position: string | null; hash: Buffer }>({
    text: `select position, hash from audit.link where position = (select coalesce((select min(position) from audit.link where at >= $1), (select position from audit.head)) - 1)`, values: [before],
  });
  if (last?.position) await database.transact((tx) => seal(tx, { position: Number(last.position), hash: last.hash }));
  const { rows: [sealed] } = await database.read<{ position: string | null }>({ text: 'select max(position) as position from audit.seal' });
  return { sealed: Number(sealed!.position ?? 0), removed: await removeSealed(database, Number(sealed!.position ?? 0)) };
}

async function seal(tx: Tx, { position, hash }: { position: number; hash: Buffer }): Promise<void> {
  const { rows: [who] } = await tx.query<{ who: string }>('select session_user::text as who');
  append(tx, { action: 'gateway.audit-pruned', subject: { type: 'audit', id: 'chain' }, changes: [{ path: '/sealed', after: position }, { path: '/by', after: who!.who }] });
  await asOwner(tx, () => tx.query('insert into audit.seal (position, hash) values ($1, $2) on conflict do nothing', [position, hash]));
}

async function removeSealed(database: Database, sealed: number): Promise<number> {
  for (let removed = 0; ;) {
    const gone = await database.transact((tx) => asOwner(tx, async () => {
      const { rows } = await tx.query<{ position: string; entry: string }>(`select position, entry from audit.link where position <= $1 order by position limit ${SLICE}`, [sealed]);
      await tx.query('delete from audit.entry where id = any($1::bigint[])', [rows.map((row) => row.entry)]);
      await tx.query('delete from audit.link where position = any($1::bigint[])', [rows.map((row) => row.position)]);
      return rows.length;
    }));
    removed += gone;
    if (gone < SLICE) return removed;
  }
}

/** The owner is a role of its own, or, where that could not be had, the service's user, which must first give itself the right back. */
async function asOwner<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const { rows: [row] } = await tx.query<{ owner: string; me: string }>(`select tableowner as owner, current_user::text as me from pg_tables where schemaname = 'audit' and tablename = 'seal'`);
  const { owner, me } = row!;
  if (owner !== me) await tx.query(`select set_config('role', $1, true)`, [owner]);
  else await tx.query('grant insert on audit.seal to current_user; grant delete on audit.entry, audit.link to current_user');
  const done = await work();
  if (owner !== me) await tx.query(`select set_config('role', $1, true)`, [me]);
  else await tx.query('revoke insert on audit.seal from current_user; revoke delete on audit.entry, audit.link from current_user');
  return done;
}
