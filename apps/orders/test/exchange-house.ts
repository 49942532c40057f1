import { advanceReturn, exchangeGoods, message, settlementsOf, type DataOf, type Inbound, type Outbound, type Placement } from '@onefront/contracts';
import type { Database, WorkOutcome } from '@onefront/outbox';
import type { Owner } from '@onefront/testing';
import { changeOrders, type BackgroundParts } from '../src/orders.change.js';
import { moveExchange, type ExchangeWork } from '../src/orders.exchanges.js';
import { pay, storeAnswers } from '../src/orders.payments.js';
import { defaultPolicy } from '../src/orders.subscriptions.js';
import { LocalPaymentProvider } from '../src/payments/local-provider.js';
import type { PaymentWork } from '../src/persistence/store.js';
import { Mortal } from './mortal.js';
import { placementOf } from './orders.js';
import { advance, consumed, place, priced, reserved } from './script.js';

/** Exchanges in advance on PostgreSQL, with the local provider: the executors' work is done by hand, by processes that may die. */
export class ExchangeHouse {
  private count = 0;
  constructor(readonly owner: Owner, readonly clock: BackgroundParts['clock'] & object, private readonly name: string) {}

  parts(database: Database = this.owner.database): BackgroundParts {
    return { database, provider: new LocalPaymentProvider(database, { slowMs: 1, unknownMs: 0 }), policy: defaultPolicy, clock: this.clock };
  }

  /** Does all that waits for these orders: the process at work may die at any step, and another one goes on. */
  async work(orders: readonly string[], mortal = new Mortal(Infinity)): Promise<Inbound[]> {
    const told: Inbound[] = [];
    for (let round = 0; round < 6; round++) {
      const { rows } = await this.owner.database.pool.query<{ kind: string; id: string; payload: PaymentWork & ExchangeWork; attempts: number }>(
        `update messaging.work_item set attempts = attempts + 1 where kind in ('payment', 'exchange') and (payload ->> 'orderId' = any($1) or payload ->> 'by' = any($1)) returning kind, id, payload, attempts`, [orders]);
      if (rows.length === 0) break;
      for (const row of rows) await this.attempt(row, mortal.died ? new Mortal(Infinity) : mortal);
      told.push(...(await this.owner.deliver()));
    }
    return told;
  }

  private async attempt({ kind, id, payload, attempts }: { kind: string; id: string; payload: PaymentWork & ExchangeWork; attempts: number }, life: Mortal): Promise<void> {
    const database = life.database(this.owner.database);
    const parts = this.parts(database);
    try {
      const outcome: WorkOutcome<never> | Awaited<ReturnType<typeof pay>> = kind === 'payment' ? await pay(parts, { ...payload, id, attempts }) : moveExchange((tx, ids, decide) => changeOrders(parts, tx, ids, decide), payload);
      await database.transact(async (tx, emit) => {
        if (outcome !== 'done' && 'store' in outcome) await outcome.store?.(tx, emit);
        else if (outcome !== 'done' && 'result' in outcome) await storeAnswers(parts)(tx, emit, [outcome.result]);
        if (outcome === 'done' || !('retryAt' in outcome) || !outcome.retryAt) await tx.query('delete from messaging.work_item where kind = $1 and id = $2', [kind, id]);
      });
    } catch (error) {
      if (!life.died) throw error;
    }
  }

  lamp(quantity: number) {
    return { lineId: '1', sku: 'LAMP', quantity, location: 'leeds' };
  }

  /** Reserved, priced and authorised. */
  async answered(placement: Placement, mortal?: Mortal): Promise<Inbound[]> {
    await this.owner.deliver(reserved(placement.orderId, [this.lamp(placement.lines[0]!.quantity)]), priced(placement));
    return this.work([placement.orderId], mortal);
  }

  async ship(orderId: string, quantity: number, mortal?: Mortal): Promise<void> {
    for (const verb of ['accept', 'pick', 'pack'] as const) await this.owner.deliver(advance(orderId, `${orderId}-f1`, verb, verb === 'pick' ? { lines: [] } : {}));
    await this.owner.deliver(advance(orderId, `${orderId}-f1`, 'ship', { carrier: 'Post', tracking: 'T' }), consumed(orderId, `${orderId}-h1`, [this.lamp(quantity)]));
    await this.work([orderId], mortal);
  }

  /** Lamps that have left, paid by card. */
  async sent(quantity: number): Promise<string> {
    const placement = placementOf({ id: `${this.name}-old-${this.count++}`, lines: [{ sku: 'LAMP', quantity }], payments: [{ method: 'card' }] });
    await this.owner.deliver(place(placement));
    await this.answered(placement);
    await this.ship(placement.orderId, quantity);
    return placement.orderId;
  }

  /** One lamp of those that have left is exchanged in advance for as many as are given. */
  async begun({ given = 1, mortal, from }: { given?: number; mortal?: Mortal; from?: string } = {}): Promise<{ old: string; fresh: string; returnId: string; command: Outbound; told: Inbound[] }> {
    const old = from ?? (await this.sent(2));
    const [fresh, returnId] = [`${this.name}-new-${this.count}`, `${this.name}-ret-${this.count++}`];
    const placement = placementOf({ id: fresh, lines: [{ sku: 'LAMP', quantity: given }], payments: [{ method: 'card' }] });
    const data: DataOf<typeof exchangeGoods> = { orderId: old, returnId, exchangeId: `x-${fresh}`, location: 'leeds', lines: [{ lineId: '1', quantity: 1 }], advance: true, placement, at: '2026-11-05T09:00:00.000Z' };
    const command: Outbound = { ...message(exchangeGoods, { key: old, data }), operationId: `op-${fresh}` };
    const told = await this.owner.deliver(command);
    told.push(...(await this.answered(placement, mortal)), ...(await this.work([fresh], mortal)));
    return { old, fresh, returnId, command, told };
  }

  step(old: string, returnId: string, verb: DataOf<typeof advanceReturn>['verb'], more: Partial<DataOf<typeof advanceReturn>> = {}): Outbound {
    return { ...message(advanceReturn, { key: old, data: { orderId: old, returnId, verb, at: '2026-11-09T09:00:00.000Z', ...more } }), operationId: `op-${returnId}-${verb}` };
  }

  /** What the provider has of an order's cards, and what goods have paid of it. */
  async money(orderId: string): Promise<{ open: number; captured: number; refunded: number; goods: number }> {
    const { rows } = await this.owner.database.pool.query(
      `select coalesce(sum(authorised - captured), 0)::int as open, coalesce(sum(captured), 0)::int as captured, coalesce(sum(refunded), 0)::int as refunded,
         (select coalesce(sum(p.captured - p.refunded), 0)::int from orders.payment p where p.order_id = $1 and p.method = 'exchange') as goods from payment_provider.account where "authorisation" like $1 || '-p%'`, [orderId]);
    return rows[0];
  }

  async stateOf(orderId: string) {
    return (await this.owner.database.pool.query('select * from orders."order" where id = $1', [orderId])).rows[0];
  }
}

export const settled = (told: readonly Inbound[], operationId: string) => told.flatMap(settlementsOf).find((one) => one.operationId === operationId);
