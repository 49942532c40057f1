import type { IncomingRecord } from './driver.js';
import { MAX_BATCH_BYTES, sizeOf } from './limits.js';

/** What may wait in memory in front of a handler, per partition. */
const BATCHES = 4;
const BYTES = 2 * MAX_BATCH_BYTES;

/** Records received and not handled yet, in offset order. */
export class Backlog {
  /** Read no more: set when it is full, cleared when half of it is done, so that reading does not stop and go. */
  full = false;
  private readonly records: IncomingRecord[] = [];
  private bytes = 0;

  constructor(private readonly maxRecords: number) {}

  get isEmpty(): boolean {
    return this.records.length === 0;
  }

  add(record: IncomingRecord): void {
    this.records.push(record);
    this.bytes += sizeOf(record);
    this.measure();
  }

  /** The next batch: at most `maxRecords` and about 1 MB, at least one record. */
  take(): IncomingRecord[] {
    let count = 0;
    let bytes = 0;
    while (count < this.records.length && count < this.maxRecords) {
      const size = sizeOf(this.records[count]!);
      if (count > 0 && bytes + size > MAX_BATCH_BYTES) break;
      bytes += size;
      count += 1;
    }
    this.bytes -= bytes;
    const batch = this.records.splice(0, count);
    this.measure();
    return batch;
  }

  clear(): void {
    this.records.length = 0;
    this.bytes = 0;
    this.measure();
  }

  private measure(): void {
    const fill = Math.max(this.records.length / (this.maxRecords * BATCHES), this.bytes / BYTES);
    if (fill >= 1) this.full = true;
    else if (fill < 0.5) this.full = false;
  }
}
