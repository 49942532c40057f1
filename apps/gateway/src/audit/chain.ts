import { randomUUID } from 'node:crypto';
import type { Database } from '@onefront/outbox';
import { ENTRY_COLUMNS, nextHash, recordOf, type StoredEntry } from './entry.js';

const EVERY_MS = 200;
const LEASE = '5 seconds';
const SLICE = 1_000;
/** So often, while it moves, the head is told to the log: what was cut off after that moment can be shown from outside (ADR 0022). */
const TELL_MS = 60_000;

/** Only the holder of the lease links, in one transaction with its lease and the head; another takes over when it has run out. */
const LEASE_SQL = {
  name: 'audit-lease',
  text: `update audit.head set owner = $1, expires_at = clock_timestamp() + interval '${LEASE}' where owner = $1 or expires_at < clock_timestamp() returning position, hash`,
};
/** Rows are visible here only once they are committed, so a position is never given to what may still vanish, and what commits late comes later. */
const PENDING_SQL = {
  name: 'audit-pending',
  text: `select e.id, ${ENTRY_COLUMNS.map((column) => `e.${column}`).join(', ')} from (select entry from audit.pending order by entry limit ${SLICE}) p join audit.entry e on e.id = p.entry order by e.id`,
};
const LINK_SQL = {
  name: 'audit-link',
  text: `with done as (delete from audit.pending where entry = any($2::bigint[])), moved as (update audit.head set position = $4, hash = $5)
    insert into audit.link (position, entry, hash, at, client, subject_type, subject_id, trace)
    select l.position, e.id, l.hash, e.at, e.client, e.subject_type, e.subject_id, e.trace
    from unnest($1::bigint[], $2::bigint[], $3::bytea[]) as l(position, entry, hash) join audit.entry e on e.id = l.entry order by l.position`,
};

/** One step of the chain; does nothing when another process holds the lease. Returns how many entries got their place. */
export async function linkEntries(database: Database, owner: string): Promise<number> {
  const { rowCount } = await database.read({ name: 'audit-unlinked', text: 'select 1 from audit.pending limit 1' });
  if (!rowCount) return 0;
  return database.transact(async (tx) => {
    const { rows: [head] } = await tx.query<{ position: string; hash: Buffer }>({ ...LEASE_SQL, values: [owner] });
    if (!head) return 0;
    const { rows } = await tx.query<StoredEntry & { id: string }>(PENDING_SQL);
    const from = Number(head.position);
    let hash = head.hash;
    const hashes = rows.map((row) => (hash = nextHash(hash, recordOf(row))));
    if (rows.length > 0) await tx.query({ ...LINK_SQL, values: [rows.map((_, index) => from + index + 1), rows.map((row) => row.id), hashes, from + rows.length, hash] });
    return rows.length;
  });
}

export interface Head { readonly position: number; readonly hash: string }

/** Where the chain ends now. */
export async function headOf(database: Pick<Database, 'read'>): Promise<Head> {
  const { rows } = await database.read<{ position: string; hash: Buffer }>({ name: 'audit-head', text: 'select position, hash from audit.head' });
  return { position: Number(rows[0]!.position), hash: rows[0]!.hash.toString('hex') };
}

/** Links until closed. Any number of processes may do so at once. */
export function startAuditChain(database: Database, tell: (head: Head) => void): { close(): Promise<void> } {
  const owner = randomUUID();
  let closed = false;
  let wake: () => void = () => undefined;
  let told = { at: 0, position: -1 };
  const tellHead = async () => {
    const head = await headOf(database);
    if (head.position !== told.position) tell(head);
    told = { at: Date.now(), position: head.position };
  };
  const loop = (async () => {
    while (!closed) {
      const done = await linkEntries(database, owner).catch((error: unknown) => {
        database.log('the audit could not be linked', { error });
        return 0;
      });
      if (Date.now() - told.at > TELL_MS) await tellHead().catch(() => undefined);
      if (done < SLICE && !closed) await new Promise<void>((resolve) => { wake = resolve; setTimeout(resolve, EVERY_MS).unref(); });
    }
  })();
  return { close: async () => { closed = true; wake(); await loop; } };
}
