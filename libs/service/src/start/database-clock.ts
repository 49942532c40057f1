import { steadyNow } from '@onefront/bus';
import type { Clock } from '@onefront/kernel';
import type { Database } from '@onefront/outbox';

const EVERY_MS = 10_000;
/** An answer that took longer says too little about the time. */
const PROMPT_MS = 1_000;

/**
 * The time of the service's database, carried on by this process's steady count and compared every ten seconds. All processes of a service
 * go by it (R27): one whose own clock is off makes nothing due too early or too late. Off by half a round trip at most, while the database
 * is away by what the steady count drifts.
 */
export class DatabaseClock implements Clock {
  private readonly timer: NodeJS.Timeout;
  private comparing: Promise<void> = Promise.resolve();

  private constructor(private readonly database: Database, private offMs: number) {
    this.timer = setInterval(() => {
      this.comparing = this.compare();
    }, EVERY_MS).unref();
  }

  /** Rejects when the database does not answer. */
  static async open(database: Database): Promise<DatabaseClock> {
    return new DatabaseClock(database, (await difference(database)).offMs);
  }

  now(): Date {
    return new Date(steadyNow() + this.offMs);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.comparing;
  }

  private async compare(): Promise<void> {
    const seen = await difference(this.database).catch(() => undefined);
    if (seen && seen.tookMs <= PROMPT_MS) this.offMs = seen.offMs;
  }
}

async function difference(database: Database): Promise<{ offMs: number; tookMs: number }> {
  const asked = steadyNow();
  const { rows } = await database.read<{ now: Date }>({ name: 'database-clock', text: 'select clock_timestamp() as now' });
  const answered = steadyNow();
  return { offMs: rows[0]!.now.getTime() - (asked + answered) / 2, tookMs: answered - asked };
}
