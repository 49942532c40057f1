import { reservationRejected, stockReserved, type DataOf, type Inbound } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';
import type { Recalled } from './domain/recalled.js';

const PAGE = 500;

/** The facts that `recallInventory` wants to see, of our own topic. */
export const recalledTypes: readonly string[] = [stockReserved.type, reservationRejected.type];

interface Answered { readonly orderId: string; readonly attempt: number; readonly recalled: Recalled }

/**
 * After a restore: takes in what we told others about orders, so that the same orders, heard again, get the same units of the same locations. What is
 * known already stays; doing it again changes nothing. Returns how many answers were taken in.
 */
export async function recallInventory(database: Database, told: readonly Inbound[]): Promise<number> {
  const answers = told.filter(({ type }) => recalledTypes.includes(type)).map(answerOf);
  for (let from = 0; from < answers.length; from += PAGE) {
    const page = answers.slice(from, from + PAGE);
    await database.transact(async (tx) => {
      const orders = [...new Set(page.map(({ orderId }) => orderId))].sort();
      await tx.query('insert into inventory.order_stock (order_id, attempt) select id, 0 from unnest($1::text[]) as o(id) order by id on conflict do nothing', [orders]);
      // The first answer to an attempt is the one that others have acted on.
      await tx.query(
        `update inventory.order_stock o set recalled = t.answers || coalesce(o.recalled, '{}')
         from (select order_id, jsonb_object_agg(attempt, answer order by nr desc) as answers from unnest($1::text[], $2::int[], $3::jsonb[]) with ordinality as a(order_id, attempt, answer, nr) group by order_id) t
         where o.order_id = t.order_id`,
        [page.map(({ orderId }) => orderId), page.map(({ attempt }) => attempt), page.map(({ recalled }) => JSON.stringify(recalled))]);
    });
  }
  return answers.length;
}

function answerOf({ type, data }: Inbound): Answered {
  if (type === reservationRejected.type) {
    const { orderId, attempt, short } = data as DataOf<typeof reservationRejected>;
    return { orderId, attempt, recalled: { answer: 'rejected', short } };
  }
  const { orderId, attempt, lines, backordered = [] } = data as DataOf<typeof stockReserved>;
  const promised = lines.filter((line) => !line.consumed).map(({ lineId, sku, quantity, location }) => ({ lineId, sku, quantity, location }));
  return { orderId, attempt, recalled: { answer: 'reserved', lines: promised, backordered } };
}
