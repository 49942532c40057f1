import type { Database } from '@onefront/outbox';
import { readAs } from '../persistence/behind-wall.js';
import type { Viewer } from '../views/viewer.js';
import { OpenStreams } from './open-streams.js';
import { Tail } from './tail.js';
import { visibleTo } from './visible.sql.js';

export interface FeedRow { readonly position: number; readonly id: string; readonly type: string; readonly subject: string; readonly at: Date; readonly body: string }

/** The last position given, and the first that is kept. */
export const BOUNDS = 'select s.position as last, coalesce((select min(position) from feed_event where position is not null), s.position + 1) as first from feed_sequencer s';

/** Reads the feed by position. Whoever serves it, the order is the same: positions are given by one sequencer to committed rows. */
export class Feed {
  readonly tail: Tail;
  readonly streams = new OpenStreams();

  constructor(private readonly database: Database, readonly stopping: AbortSignal) {
    this.tail = new Tail(database);
  }

  /** Where the feed ends and begins now. */
  async bounds(): Promise<{ first: number; last: number }> {
    const { rows } = await this.database.read<{ first: string; last: string }>({ name: 'feed-bounds', text: BOUNDS });
    return { first: Number(rows[0]!.first), last: Number(rows[0]!.last) };
  }

  /** What the viewer may hear of the next `limit` positions, how far that was, and whether there is more behind it. Positions step by one. */
  async after(position: number, limit: number, { types, viewer }: { types: readonly string[] | undefined; viewer: Viewer }): Promise<{ rows: FeedRow[]; reached: number; more: boolean }> {
    const { rows } = await readAs<{ last: string; position: string | null; event_id: string; type: string; subject: string; at: Date; body: string }>(this.database, viewer.wall, {
      name: 'feed-after',
      text: `select s.position as last, f.position, f.event_id, f.type, f.subject, f.at, f.body
        from feed_sequencer s left join feed_event f on f.position > $1 and f.position <= least($1 + $4, s.position) and ${visibleTo({ channels: '$2::text[]', client: '$5::text' }, 'f.')} and ($3::text[] is null or f.type = any($3))
        order by f.position`,
      values: [position, viewer.channels, types ?? null, limit, viewer.wall?.client ?? null],
    });
    const last = Number(rows[0]!.last);
    return {
      rows: rows.filter((row) => row.position !== null).map((row) => ({ position: Number(row.position), id: row.event_id, type: row.type, subject: row.subject, at: row.at, body: row.body })),
      reached: Math.max(position, Math.min(position + limit, last)), more: last > position + limit,
    };
  }
}
