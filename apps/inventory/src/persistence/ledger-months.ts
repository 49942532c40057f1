import type { Database } from '@onefront/outbox';
import { dropPastHolds } from './hold.repository.js';
import { dropPastParcels } from './parcel.repository.js';

const HALF_A_DAY = 12 * 3_600_000;
const MONTHS_AHEAD = 3;

/** Makes the ledger's partitions of this and the next months. A row of a month that has none goes to the rest, so being late loses nothing. */
export async function ensureMonths(database: Database, from: Date): Promise<void> {
  await database.read({ text: 'select inventory.ensure_ledger_months($1::date, $2)', values: [from.toISOString().slice(0, 10), MONTHS_AHEAD] });
}

/** Twice a day: partitions are made ahead, parcels of days long over and holds that ended long ago are dropped. */
export function keepMonths(database: Database): { close(): void } {
  const keep = (): void => void keepOnce(database, new Date()).catch((error: unknown) => database.log('the months of the ledger could not be made', { error }));
  keep();
  const timer = setInterval(keep, HALF_A_DAY).unref();
  return { close: () => clearInterval(timer) };
}

async function keepOnce(database: Database, now: Date): Promise<void> {
  await ensureMonths(database, now);
  await database.transact(async (tx) => {
    await dropPastParcels(tx, now);
    await dropPastHolds(tx, now);
  });
}
