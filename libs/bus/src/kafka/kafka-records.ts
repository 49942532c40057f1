import type { Batch, IHeaders } from 'kafkajs';
import type { IncomingRecord } from '../driver.js';

/** What the library fetched, in the words of the seam. */
export function recordsOf(batch: Batch): IncomingRecord[] {
  const { topic, partition } = batch;
  return batch.messages.map((message) => ({
    topic,
    partition,
    offset: BigInt(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key?.toString('utf8') ?? null,
    value: message.value,
    headers: headersOf(message.headers),
  }));
}

/** A header that was given twice counts with its last value. */
function headersOf(headers: IHeaders = {}): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) texts[name] = last.toString();
  }
  return texts;
}
