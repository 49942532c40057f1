import type { Database } from '@onefront/outbox';
import type { Viewer } from '../views/viewer.js';
import { visibleTo } from './visible.sql.js';

export interface FeedRow { readonly position: number; readonly id: string; readonly type: string; readonly subject: string; readonly at: Date; readonly body: string }

/** Reads the feed by position. Whoever serves it, the order is the same: positions are given by one sequencer to committed rows. */
export class Feed {
  constructor(private readonly database: Database, readonly stopping: AbortSignal) {}

  /** Where the feed ends and begins now. */
  async bounds(): Promise<{ first: number; last: number }> {
    const { rows } = await this.database.read<{ first: string; last: string }>({ name: 'feed-bounds', text: `select s.position as last, coalesce((select min(position) from feed_event where position is not null), s.position + 1) as first from feed_sequencer s` });
    return { first: Number(rows[0]!.first), last: Number(rows[0]!.last) };
  }

  async after(position: number, limit: number, { types, viewer }: { types: readonly string[] | undefined; viewer: Viewer }): Promise<{ rows: FeedRow[]; reached: number }> {
    const { rows } = await this.database.read<{ position: string; event_id: string; type: string; subject: string; at: Date; body: string; visible: boolean }>({
      name: 'feed-after',
      text: `select position, event_id, type, subject, at, body, (${visibleTo('$2::text[]')} and ($3::text[] is null or type = any($3))) as visible
        from feed_event where position > $1 order by position limit $4`,
      values: [position, viewer.channels, types ?? null, limit],
    });
    return {
      rows: rows.filter((row) => row.visible).map((row) => ({ position: Number(row.position), id: row.event_id, type: row.type, subject: row.subject, at: row.at, body: row.body })),
      reached: rows.length > 0 ? Number(rows.at(-1)!.position) : position,
    };
  }
}
