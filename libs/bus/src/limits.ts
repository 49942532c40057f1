import { RecordTooLarge, type OutgoingRecord } from './driver.js';

/**
 * Bytes of key, value and headers that one record may have, on every driver. A little under Kafka's default
 * `message.max.bytes` (1,048,588), which also counts the frame round the record.
 */
export const MAX_RECORD_BYTES = 1_000_000;
/** About this much is handed to a handler at once, and sent in one request. A single record may be as large. */
export const MAX_BATCH_BYTES = 1_000_000;
export const MAX_BATCH_RECORDS = 500;

/** Bytes of a record as it counts against the limits. */
export function sizeOf(record: OutgoingRecord): number {
  let size = (record.value?.length ?? 0) + (record.key === null ? 0 : Buffer.byteLength(record.key));
  for (const [name, value] of Object.entries(record.headers)) size += Buffer.byteLength(name) + Buffer.byteLength(value) + 8;
  return size;
}

/** Splits records, in order, so that no part passes the limits. Throws `RecordTooLarge` before anything is sent. */
export function chunksOf<R extends OutgoingRecord>(records: readonly R[], maxRecords = MAX_BATCH_RECORDS): R[][] {
  const chunks: R[][] = [];
  let chunk: R[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = sizeOf(record);
    if (size > MAX_RECORD_BYTES) {
      throw new RecordTooLarge(`a record of ${size} bytes for ${record.topic} exceeds the limit of ${MAX_RECORD_BYTES}`);
    }
    if (chunk.length > 0 && (bytes + size > MAX_BATCH_BYTES || chunk.length >= maxRecords)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(record);
    bytes += size;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
