import type { IncomingRecord } from '../driver.js';
import type { Lane } from '../lane.js';
import { MAX_BATCH_BYTES, MAX_BATCH_RECORDS } from '../limits.js';
import type { PgLogStore } from './pglog-store.js';

/** Bounds what one read holds in memory: this many partitions, each about 1 MB. */
const LANES_PER_READ = 8;

const READ = `
select q.log, r."offset", r.at_ms, r.key, r.value, r.headers
from unnest($1::int[], $2::bigint[]) q (log, start)
cross join lateral (
  select s.* from (
    select b."offset", b.at_ms, b.key, b.value, b.headers, sum(b.size) over (order by b."offset") - b.size as before
    from bus.record b where b.log = q.log and b."offset" >= q.start order by b."offset" limit $3
  ) s where s.before < $4
) r
order by q.log, r."offset"`;

interface Row {
  readonly log: number;
  readonly offset: string;
  readonly at_ms: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, string>;
}

export type Wanted = { readonly log: number; readonly lane: Lane };

/** Feeds hungry lanes, one read in flight for all of them. */
export class PgLogReader {
  private reading: Promise<void> | null = null;

  constructor(
    private readonly store: PgLogStore,
    private readonly wanted: () => Wanted[],
    private readonly onAnswer: (error: unknown) => void,
  ) {}

  /** Reads until no lane wants what is there. A failed read is repeated by the next wake-up, at the latest by the poll. */
  wake(): void {
    this.reading ??= this.readAll().finally(() => (this.reading = null));
  }

  async idle(): Promise<void> {
    await this.reading;
  }

  private async readAll(): Promise<void> {
    // Several wake-ups of one turn share the first read.
    await Promise.resolve();
    try {
      for (let some = this.wanted(); some.length > 0; some = this.wanted()) {
        await this.read(some.slice(0, LANES_PER_READ));
        this.onAnswer(null);
      }
    } catch (error) {
      this.onAnswer(error);
    }
  }

  private async read(some: readonly Wanted[]): Promise<void> {
    const ends = some.map(({ lane }) => lane.end);
    const rows = await this.store.run<Row>('bus-read', READ, [some.map(({ log }) => log), some.map(({ lane }) => String(lane.next ?? 0n)), MAX_BATCH_RECORDS, MAX_BATCH_BYTES]);
    for (const [index, { log, lane }] of some.entries()) {
      const found = rows.filter((row) => row.log === log);
      if (found.length > 0) lane.receive(found.map((row) => recordOf(row, lane)), lane.end);
      // Nothing at or after the start although the log went to `end` before the read: it was dropped, there is no more to wait for.
      else lane.skipTo(ends[index]!);
    }
  }
}

function recordOf(row: Row, { topic, partition }: Lane): IncomingRecord {
  const { value, headers } = row;
  return { topic, partition, offset: BigInt(row.offset), timestamp: Number(row.at_ms), key: row.key?.toString('utf8') ?? null, value, headers };
}
