import { randomUUID } from 'node:crypto';
import type { Database } from '@onefront/outbox';

const EVERY_MS = 50;
const LEASE = '5 seconds';
const SLICE = 5_000;

/** Only the holder of the lease numbers, in one transaction with its lease; another takes over when it has run out. */
const LEASE_SQL = {
  name: 'feed-lease',
  text: `update feed_sequencer set owner = $1, expires_at = clock_timestamp() + interval '${LEASE}' where owner = $1 or expires_at < clock_timestamp() returning position`,
};
/** Rows are visible here only once they are committed, so a position is never given to what may still vanish or come late. */
const NUMBER_SQL = {
  name: 'feed-number',
  text: `with next as (select id, row_number() over (order by id) as n from (select id from feed_event where position is null order by id limit ${SLICE}) f),
    numbered as (update feed_event e set position = $1 + next.n from next where e.id = next.id returning e.position)
    update feed_sequencer set position = coalesce((select max(position) from numbered), position) returning position`,
};

/** One step of the sequencer; does nothing when another process holds the lease. Returns how many events got their position. */
export async function sequence(database: Database, owner: string): Promise<number> {
  const { rowCount } = await database.read({ name: 'feed-unplaced', text: 'select 1 from feed_event where position is null limit 1' });
  if (!rowCount) return 0;
  return database.transact(async (tx) => {
    const { rows: lease } = await tx.query<{ position: string }>({ ...LEASE_SQL, values: [owner] });
    if (!lease[0]) return 0;
    const from = Number(lease[0].position);
    const { rows } = await tx.query<{ position: string }>({ ...NUMBER_SQL, values: [from] });
    return Number(rows[0]!.position) - from;
  });
}

/** `instance` names the process in the lease, for people. */
export function startSequencer(database: Database, instance: string): { close(): Promise<void> } {
  const owner = `${instance}/${randomUUID()}`;
  let closed = false;
  const loop = (async () => {
    while (!closed) {
      const done = await sequence(database, owner).catch((error: unknown) => {
        database.log('the feed could not be numbered', { error });
        return 0;
      });
      if (done < SLICE && !closed) await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return { close: async () => { closed = true; await loop; } };
}
