import { message, orderChanged, returnRecorded, type Order, type Outbound } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';
import { documentOf } from './domain/document.js';
import type { OrderState } from './domain/order.js';
import type { RecordedReturn } from './domain/recorded-return.js';
import { tellTill } from './messages/on-tills.js';
import { tillPage } from './persistence/tills.js';

const PAGE = 200;

/**
 * Tells the current state of every order and recorded return again (or of one), page by page through the outbox; returns how many were told.
 * An order keeps its version: who has it already leaves it out, a fresh view takes it.
 */
export async function republishOrders(database: Database, options: { key?: string } = {}): Promise<number> {
  const orders = await pages<OrderState>(database, 'orders."order"', options.key, restate);
  const returns = await pages<RecordedReturn>(database, 'orders.recorded_return', options.key, restateReturn);
  return orders + returns + (await republishTills(database, options.key));
}

async function pages<S extends { id: string }>(database: Database, table: string, key: string | undefined, restated: (state: S) => Outbound[]): Promise<number> {
  let told = 0;
  for (let after = ''; ;) {
    const states = await database.transact(async (tx, emit) => {
      // Locked, so that what is told again cannot come after what happens next.
      const { rows } = await tx.query<{ state: S }>(`select state from ${table} where id > $1 and ($2::text is null or id = $2) order by id limit ${PAGE} for update`, [after, key ?? null]);
      const messages = rows.flatMap((row) => restated(row.state));
      emit(...messages);
      told += messages.length;
      return rows.map((row) => row.state);
    });
    const last = states.at(-1);
    if (!last || states.length < PAGE) return told;
    after = last.id;
  }
}

async function republishTills(database: Database, key: string | undefined): Promise<number> {
  for (let after = '', told = 0; ;) {
    const tills = await database.transact(async (tx, emit) => {
      const page = await tillPage(tx, { after, key });
      emit(...page.map(tellTill));
      return page;
    });
    told += tills.length;
    if (tills.length === 0) return told;
    after = tills.at(-1)!.id;
  }
}

function restate(state: OrderState): Outbound[] {
  const order: Order = documentOf(state);
  return [message(orderChanged, { key: state.id, version: state.version, cause: { id: `${state.id}-restated`, ...originOf(state) }, data: { orderId: state.id, version: state.version, order, because: 'told again' } })];
}

function restateReturn(state: RecordedReturn): Outbound[] {
  if (!state.booked || state.buyer) return [];
  return [message(returnRecorded, { key: state.id, cause: { id: `${state.id}-restated`, ...originOf(state) }, data: { return: state.document } })];
}

function originOf({ origin }: Pick<OrderState, 'origin'>) {
  const { correlationId, partner, traceparent } = origin;
  return { correlationId, ...(partner ? { partner } : {}), ...(traceparent ? { traceparent } : {}) };
}
