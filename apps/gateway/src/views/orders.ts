import type { Database } from '@onefront/outbox';
import { readAs, rowsBehindWall, type Wall } from '../persistence/behind-wall.js';
import type { Body } from './documents.js';
import { seesChannel, type Viewer } from './viewer.js';

export interface OrderQuestion {
  readonly channel?: string;
  /** The customer and every record merged into it. */
  readonly customers?: readonly string[];
  readonly status?: string;
  readonly externalId?: string;
  readonly placedFrom?: Date;
  readonly placedTo?: Date;
  readonly after?: { readonly placedAt: string; readonly id: string };
  readonly limit: number;
}
export interface FulfillmentQuestion {
  readonly location?: string;
  readonly status?: string;
  /** By the time of the order, or by what was promised. */
  readonly sort: 'placed' | 'due';
  readonly dueBefore?: Date;
  readonly after?: { readonly at: string; readonly id: string };
  readonly limit: number;
}
export interface Task { readonly id: string; readonly at: string; readonly body: string }
export interface Listed { readonly id: string; readonly placedAt: string; readonly body: string }

const SORTED = { placed: 'fulfillment_view.placed_at', due: 'coalesce(due_at, fulfillment_view.placed_at)' } as const;

interface Channelled extends Body { readonly channel: string; readonly orderId: string }
interface ReturnRow extends Body { readonly channel: string; readonly orderId: string | null }
type Read<R> = (id: string, wall: Wall | null) => Promise<R | undefined>;

/** Orders, their fulfillment orders and returns, as their channels' partners may see them. */
export class Orders {
  private readonly order: Read<Channelled>;
  private readonly fulfillment: Read<Channelled>;
  private readonly return: Read<ReturnRow>;

  constructor(private readonly database: Database) {
    const reader = (name: string, text: string) => rowsBehindWall(async (ids, wall) => {
      const { rows } = await readAs<{ id: string; order_id: string; version: string; channel: string; body: string }>(database, wall, { name, text, values: [ids] });
      return new Map(rows.map((row) => [row.id, { version: Number(row.version), channel: row.channel, orderId: row.order_id, body: row.body }]));
    });
    this.order = reader('order-read', 'select id, id as order_id, version, channel, body from order_view where id = any($1::text[])');
    this.fulfillment = reader('fulfillment-read', 'select id, order_id, 1 as version, channel, body from fulfillment_view where id = any($1::text[])');
    this.return = reader('return-read', 'select id, order_id, 1 as version, channel, body from return_view where id = any($1::text[])');
  }

  async get(id: string, viewer: Viewer): Promise<Channelled | undefined> {
    return seen(await this.order(id, viewer.wall), viewer);
  }
  async getFulfillment(id: string, viewer: Viewer): Promise<Channelled | undefined> {
    return seen(await this.fulfillment(id, viewer.wall), viewer);
  }
  async getReturn(id: string, viewer: Viewer): Promise<ReturnRow | undefined> {
    return seen(await this.return(id, viewer.wall), viewer);
  }

  /** Newest first. Refused orders only when they are asked for, by status or by the channel's own id. */
  async list(question: OrderQuestion, viewer: Viewer): Promise<Listed[]> {
    const { rows } = await readAs<{ id: string; placed_at: string; body: string }>(this.database, viewer.wall, {
      name: 'order-list',
      text: `select id, to_char(placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as placed_at, body from order_view
        where ($1::text[] is null or channel = any($1)) and ($2::text is null or channel = $2) and ($3::text[] is null or customer_id = any($3))
          and ($4::text is null or status = $4) and ($5::text is null or external_id = $5) and (status <> 'refused' or $4 = 'refused' or $5 is not null)
          and ($6::timestamptz is null or placed_at >= $6) and ($7::timestamptz is null or placed_at < $7)
          and ($8::timestamptz is null or (placed_at, id) < ($8, $9::text))
        order by order_view.placed_at desc, order_view.id desc limit $10`,
      values: [viewer.channels, question.channel ?? null, question.customers ?? null, question.status ?? null, question.externalId ?? null, question.placedFrom ?? null, question.placedTo ?? null,
        question.after?.placedAt ?? null, question.after?.id ?? null, question.limit],
    });
    return rows.map((row) => ({ id: row.id, placedAt: row.placed_at, body: row.body }));
  }

  /** Which of these name an order or return that a partner may see; null for the retailer, who sees all. */
  async referencesSeen(references: readonly string[], viewer: Viewer): Promise<ReadonlySet<string> | null> {
    if (viewer.channels === null) return null;
    const { rows } = await readAs<{ id: string }>(this.database, viewer.wall, {
      name: 'references-seen',
      text: 'select id from order_view where id = any($1::text[]) and channel = any($2::text[]) union all select id from return_view where id = any($1::text[]) and channel = any($2::text[])',
      values: [[...new Set(references)], viewer.channels],
    });
    return new Set(rows.map((row) => row.id));
  }

  /** The task list of a location: the oldest first, or what is promised soonest. */
  async fulfillments(question: FulfillmentQuestion, viewer: Viewer): Promise<Task[]> {
    const at = SORTED[question.sort];
    const { rows } = await readAs<Task>(this.database, viewer.wall, {
      name: `fulfillment-list-${question.sort}`,
      text: `select id, to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, body from fulfillment_view
        where ($1::text[] is null or channel = any($1)) and ($2::text is null or location = $2) and ($3::text is null or status = $3) and ($4::timestamptz is null or (${at}, id) > ($4, $5::text))
          and ($7::timestamptz is null or due_at < $7)
        order by ${at}, fulfillment_view.id limit $6`,
      values: [viewer.channels, question.location ?? null, question.status ?? null, question.after?.at ?? null, question.after?.id ?? null, question.limit, question.dueBefore ?? null],
    });
    return rows;
  }
}

function seen<R extends { readonly channel: string }>(row: R | undefined, viewer: Viewer): R | undefined {
  return row && seesChannel(viewer, row.channel) ? row : undefined;
}
