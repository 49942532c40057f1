import { EntitySchema } from 'typeorm';

/** The tables as TypeORM knows them: for tools and screens. The paths that messages take use named statements (design.md section 4). */

export interface OrderRow {
  id: string;
  channel: string;
  externalId: string | null;
  /** bigint: text in JavaScript. */
  version: string;
  status: string;
  attention: string | null;
  placedAt: Date;
  state: unknown;
}

export interface OrderEventRow {
  orderId: string;
  version: string;
  type: string;
  status: string;
  at: Date;
  detail: string;
}

export const orderTable = new EntitySchema<OrderRow>({
  name: 'order', schema: 'orders', tableName: 'order',
  columns: {
    id: { type: 'text', primary: true }, channel: { type: 'text' }, externalId: { type: 'text', name: 'external_id', nullable: true }, version: { type: 'bigint' }, status: { type: 'text' },
    attention: { type: 'text', nullable: true }, placedAt: { type: 'timestamptz', name: 'placed_at' }, state: { type: 'jsonb' },
  },
});

export const orderEventTable = new EntitySchema<OrderEventRow>({
  name: 'order_event', schema: 'orders', tableName: 'order_event',
  columns: {
    orderId: { type: 'text', name: 'order_id', primary: true }, version: { type: 'bigint', primary: true }, type: { type: 'text' }, status: { type: 'text' }, at: { type: 'timestamptz' }, detail: { type: 'text' },
  },
});
