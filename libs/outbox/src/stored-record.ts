import type { IncomingRecord } from '@onefront/bus';

/** A record as parked and dead messages keep it. */
export interface StoredRecord {
  readonly key: string | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly headers: Record<string, string>;
  readonly value: Buffer | null;
  readonly logged_at: Date;
}

export function asRecord(row: StoredRecord): IncomingRecord {
  return {
    topic: row.topic, partition: row.partition ?? -1, offset: BigInt(row.offset ?? -1), key: row.key, value: row.value, headers: row.headers,
    timestamp: row.logged_at?.getTime() ?? 0,
  };
}
