import type { Saboteur } from './saboteur.js';

const file = 'libs/outbox/dist/relay.js';

export const sharedRelays: Saboteur = {
  name: 'shared-relays',
  about: 'relays share the outbox with FOR UPDATE SKIP LOCKED instead of owning buckets: two send rows of one key at the same time, in any order',
  provokedBy: 'two processes of a service and changes of the same SKU close together; a relay that is held up while it sends',
  faults: ['pause-beyond-session', 'death-relay-before-send', 'broker-latency'],
  caughtBy: ['I9', 'I10'],
  edits: [
    {
      file,
      find: `from unnest($1::smallint[]) as b(bucket)
    cross join lateral (select * from messaging.outbox where bucket = b.bucket order by id limit $2) as o order by o.id\``,
      replace: 'from messaging.outbox o order by o.id limit $1 for update skip locked`',
    },
    {
      file,
      find: `        const held = new Map(this.leases.held);
        if (held.size === 0)
            return { moved: 0, more: false };
        const perBucket = Math.ceil((2 * this.batch) / held.size);
        const { rows } = await this.database.pool.query({ ...readRows, values: [[...held.keys()], perBucket] });
        if (rows.length === 0)
            return { moved: 0, more: false };`,
      replace: `        const client = await this.database.pool.connect();
        try {
            await client.query('begin');
            const moved = await this.share(client);
            await client.query('commit');
            return moved;
        }
        catch (error) {
            await client.query('rollback').catch(() => undefined);
            throw error;
        }
        finally {
            client.release();
        }
    }
    /** A few rows at a time, so that relays share the work. */
    async share(client) {
        const { rows } = await client.query({ ...readRows, values: [20] });
        if (rows.length === 0)
            return { moved: 0, more: false };
        const perBucket = 20;`,
    },
    { file, find: 'await this.remove(sent, held);', replace: 'await client.query(\'delete from messaging.outbox o using unnest($1::smallint[], $2::bigint[]) as d(bucket, id) where o.bucket = d.bucket and o.id = d.id\', [sent.done.map((row) => row.bucket), sent.done.map((row) => row.id)]);' },
    { file, find: '        if (!this.leases.fresh)\n            return { moved: 0, more: true };\n', replace: '' },
  ],
};
