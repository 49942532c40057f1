import { reservationBroken, reservationRejected, reservationReleased, stockReserved, type DataOf, type Inbound } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';
import type { PromisedLine } from './domain/facts.js';
import type { Recalled } from './domain/recalled.js';

const PAGE = 500;

/** The facts that `recallInventory` wants to see, of our own topic. */
export const recalledTypes: readonly string[] = [stockReserved.type, reservationRejected.type, reservationReleased.type, reservationBroken.type];

/** By order and attempt; insertion order is the order of answers. */
type Answers = Map<string, Map<number, Recalled>>;

/**
 * After a restore: takes in what we told others about orders, so that the same orders, heard again, get the same units of the same locations. Units
 * that were given back or broken since are left out: what they made room for may be heard first. Doing it again changes nothing. `told` is in the
 * order of the topic. Returns how many answers were taken in.
 */
export async function recallInventory(database: Database, told: readonly Inbound[]): Promise<number> {
  const answers: Answers = new Map();
  for (const one of told) takeIn(answers, one);
  const orders = [...answers.keys()].sort();
  for (let from = 0; from < orders.length; from += PAGE) {
    const page = orders.slice(from, from + PAGE);
    await database.transact((tx) => tx.query(
      `insert into inventory.order_stock as o (order_id, attempt, recalled) select id, 0, answers from unnest($1::text[], $2::jsonb[]) as a(id, answers) order by id
       on conflict (order_id) do update set recalled = coalesce(o.recalled, '{}') || excluded.recalled`,
      [page, page.map((id) => JSON.stringify(Object.fromEntries(answers.get(id)!)))]));
  }
  return [...answers.values()].reduce((sum, attempts) => sum + attempts.size, 0);
}

function takeIn(answers: Answers, { type, data }: Inbound): void {
  if (type === reservationRejected.type) {
    const { orderId, attempt, short } = data as DataOf<typeof reservationRejected>;
    note(answers, orderId, attempt, { answer: 'rejected', short });
  } else if (type === stockReserved.type) {
    const { orderId, attempt, lines, backordered = [] } = data as DataOf<typeof stockReserved>;
    const promised = lines.filter((line) => !line.consumed).map(({ lineId, sku, quantity, location }) => ({ lineId, sku, quantity, location }));
    note(answers, orderId, attempt, { answer: 'reserved', lines: promised, backordered });
  } else if (type === reservationReleased.type || type === reservationBroken.type) {
    const { orderId, lines } = data as DataOf<typeof reservationReleased>;
    for (const line of lines) giveBack(answers.get(orderId), line);
  }
}

/** The first answer to an attempt is the one that others have acted on. */
function note(answers: Answers, orderId: string, attempt: number, recalled: Recalled): void {
  const attempts = answers.get(orderId) ?? new Map<number, Recalled>();
  answers.set(orderId, attempts);
  if (!attempts.has(attempt)) attempts.set(attempt, recalled);
}

/** Takes units out of the promises of an order, the youngest first. */
function giveBack(attempts: Map<number, Recalled> | undefined, { lineId, sku, location, quantity }: PromisedLine): void {
  let left = quantity;
  for (const [attempt, recalled] of [...(attempts ?? [])].reverse()) {
    if (recalled.answer !== 'reserved') continue;
    const lines = recalled.lines.map((line) => {
      const taken = line.lineId === lineId && line.sku === sku && line.location === location ? Math.min(left, line.quantity) : 0;
      left -= taken;
      return { ...line, quantity: line.quantity - taken };
    });
    attempts!.set(attempt, { ...recalled, lines: lines.filter((line) => line.quantity > 0) });
  }
}
