import type { Database, Tx } from '@onefront/outbox';

const SECONDS = 5;

/** Another process has taken the work over; what was just done is rolled back and done there. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** One process at a time does the work of a name; another goes on when it has been silent for 5 s. */
export class Lease {
  constructor(private readonly database: Database, readonly name: string, private readonly holder: string) {}

  /** True when it is ours for the next 5 s. */
  async take(): Promise<boolean> {
    const { rowCount } = await this.database.read({
      name: 'import-lease', text: `update import_lease set holder = $2, expires_at = clock_timestamp() + interval '${SECONDS} seconds' where name = $1 and (holder = $2 or expires_at < clock_timestamp())`, values: [this.name, this.holder],
    });
    return rowCount === 1;
  }

  /** Holds it to the end of the transaction. Throws `LeaseLost`. */
  async hold(tx: Tx): Promise<void> {
    const { rowCount } = await tx.query({ name: 'import-hold', text: `update import_lease set expires_at = clock_timestamp() + interval '${SECONDS} seconds' where name = $1 and holder = $2`, values: [this.name, this.holder] });
    if (rowCount !== 1) throw new LeaseLost(this.name);
  }

  async release(): Promise<void> {
    await this.database.read({ name: 'import-release', text: `update import_lease set expires_at = '-infinity' where name = $1 and holder = $2`, values: [this.name, this.holder] });
  }
}
