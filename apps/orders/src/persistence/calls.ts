import type { Database } from '@onefront/outbox';
import type { HeardPayment } from '../domain/batch.js';

export interface KnownCall {
  readonly orderId: string;
  readonly kind: 'authorise' | 'capture' | 'void' | 'refund';
  readonly authorisation: string;
  readonly amount: bigint;
  readonly currency: string;
}

/** What the ledger has of a call to the provider. */
export async function readCall(database: Database, callId: string): Promise<KnownCall | undefined> {
  const { rows } = await database.read<{ order_id: string; kind: KnownCall['kind']; authorisation: string; amount: string; currency: string }>({
    name: 'orders-call', values: [callId],
    text: `select e.order_id, e.kind, e.payment_id as "authorisation", e.amount, p.currency from orders.payment_entry e join orders.payment p on p.id = e.payment_id where e.id = $1`,
  });
  const row = rows[0];
  return row && { orderId: row.order_id, kind: row.kind, authorisation: row.authorisation, amount: BigInt(row.amount), currency: row.currency };
}

/** Calls to the provider that are open on a payment, oldest first; by the provider's own name where it gives one, for it is noted here whose it is. */
export async function openCallsOn(database: Database, { payment, authorisation }: HeardPayment): Promise<string[]> {
  const { rows } = await database.read<{ id: string }>({
    name: 'orders-open-calls', values: [payment ?? null, authorisation ?? null],
    text: `select e.id from orders.payment_entry e join orders.payment p on p.id = e.payment_id
           where e.payment_id = coalesce((select i."authorisation" from stripe_payment.intent i where i.intent = $1), $2) and p.method = 'card' and e.state in ('asked', 'unknown') order by e.asked_at, e.id`,
  });
  return rows.map((row) => row.id);
}
