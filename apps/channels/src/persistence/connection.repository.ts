import type { Tx } from '@onefront/outbox';

/** Where the reading of the order feed stands. */
export interface PullState {
  /** The newest change seen, when the feed was last read to its end. */
  readonly cursor: Date | null;
  /** A reading that was interrupted: goes on here. */
  readonly since: Date | null;
  readonly page: string | null;
  readonly newest: Date | null;
  /** When this reading began. */
  readonly startedAt: Date | null;
}

type Read = Pick<Tx, 'query'>;

export async function ensureConnection(tx: Read, id: string, connector: string): Promise<void> {
  await tx.query('insert into channels.connection (id, connector) values ($1, $2) on conflict (id) do update set connector = excluded.connector', [id, connector]);
}

export async function loadPullState(tx: Read, id: string): Promise<PullState> {
  const { rows } = await tx.query<PullState & Record<string, unknown>>('select cursor, pull_since as since, pull_page as page, pull_newest as newest, pull_started_at as "startedAt" from channels.connection where id = $1', [id]);
  return rows[0]!;
}

/** The cursor never goes back, nor does `readThrough`: until when a reading that has come to its end has seen every order. */
export async function storePullState(tx: Read, id: string, state: PullState, readThrough: Date | null): Promise<void> {
  await tx.query({
    name: 'channels-store-pull',
    text: `update channels.connection set cursor = greatest(cursor, $2), pull_since = $3, pull_page = $4, pull_newest = $5, polled_at = case when $4::text is null then clock_timestamp() else polled_at end,
      pull_started_at = $6, read_through = greatest(read_through, $7) where id = $1`,
    values: [id, state.cursor, state.page === null ? null : state.since, state.page, state.newest, state.page === null ? null : state.startedAt, readThrough],
  });
}

/** Held by everyone who changes listings of the connection. */
export async function lockConnection(tx: Read, id: string): Promise<void> {
  await tx.query({ name: 'channels-lock-connection', text: 'select 1 from channels.connection where id = $1 for update', values: [id] });
}

export async function blockPush(tx: Read, id: string, until: Date): Promise<void> {
  await tx.query('update channels.connection set push_blocked_until = $2 where id = $1', [id, until]);
}

/** Until when every order that buyers placed is with the house, and answered: as far as the feed was read, but for orders that still wait here. */
export async function ordersUpTo(tx: Read, id: string): Promise<Date | null> {
  const { rows } = await tx.query<{ at: Date | null }>({
    name: 'channels-orders-up-to',
    text: `select least(c.read_through, (select min(o.placed_at) - interval '1 millisecond' from channels.channel_order o where o.connection = c.id and o.placement in ('received', 'exception'))) as at
      from channels.connection c where c.id = $1 and c.read_through is not null`, values: [id],
  });
  return rows[0]?.at ?? null;
}
