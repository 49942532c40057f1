import type { Database } from '@onefront/outbox';

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
