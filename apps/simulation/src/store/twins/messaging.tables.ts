import { checks, keyOf, type Row, type TableSpec } from '../table.js';

/** The tables of delivery (libs/outbox/src/migrations). */
export const messagingTables: readonly TableSpec[] = [
  { name: 'outbox', key: (row) => keyOf(row['bucket'], row['id']) },
  { name: 'relay_lease', key: (row) => keyOf(row['bucket']) },
  { name: 'relay_member', key: (row) => keyOf(row['owner']) },
  { name: 'inbox', key: (row) => keyOf(row['consumer'], row['message_id']) },
  { name: 'settlement', key: (row) => keyOf(row['operation_id']) },
  { name: 'stream_position', key: (row) => keyOf(row['consumer'], row['topic'], row['key']) },
  { name: 'parked_key', key: (row) => keyOf(row['consumer'], row['key']), check: checks({ reason: (row) => ['waiting', 'failed', 'gap'].includes(row['reason'] as string) }) },
  {
    name: 'parked_message', key: (row) => keyOf(row['id']),
    unique: [{ name: 'parked_message_once', of: (row) => keyOf(row['consumer'], row['message_id']) }],
    parents: [{ table: 'parked_key', key: (row) => keyOf(row['consumer'], row['key']) }],
  },
  { name: 'dead_letter', key: (row) => keyOf(row['id']), unique: [{ name: 'dead_letter_once', of: (row) => keyOf(row['consumer'], row['message_id']) }] },
  { name: 'work_item', key: (row) => keyOf(row['kind'], row['id']) },
];

/** What a migrated database holds before anything was done. */
export const messagingRows: readonly (readonly [string, Row])[] = Array.from({ length: 16 }, (_, bucket) => ['relay_lease', { bucket, owner: null, token: 0, expires_at: -Infinity }] as const);
