import type { Clock } from '@onefront/kernel';
import type { Database, Tx } from '@onefront/outbox';

/** The clock of the database: deadlines and what is due are rows, and one clock decides about rows, whichever process looks. A clock that is given takes its place. */
export async function databaseNow(at: Tx | Database, clock?: Clock): Promise<Date> {
  if (clock) return clock.now();
  const statement = { name: 'orders-now', text: 'select clock_timestamp() as now' };
  const { rows } = await ('read' in at ? at.read<{ now: Date }>(statement) : at.query<{ now: Date }>(statement));
  return rows[0]!.now;
}
