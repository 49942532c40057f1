import type { Emit, Tx, WorkOutcome } from '@onefront/outbox';
import { paymentAnswered } from './domain/answers.js';
import { endExchange, giveCreditBack, type ExchangeOutcome } from './domain/exchange.js';
import { closeAdvance, isToBeSettled, noteTaken } from './domain/exchange-in-advance.js';
import { change, type OrdersAtWork } from './messages/order-batch.js';

/** What passes between the two orders of an exchange: how the new one has ended, that awaited goods have come or not, and value that it gives back. Kept with the change that caused it. */
export type ExchangeWork =
  | { readonly order: string; readonly returnId: string; readonly by: string; readonly outcome: ExchangeOutcome }
  | { readonly order: string; readonly returnId: string; readonly by: string; readonly decided: 'came' | 'due'; readonly value: string }
  | { readonly order: string; readonly returnId: string; readonly by: string; readonly callId: string; readonly amount: string };

type ChangeOrders = (tx: Tx, ids: readonly string[], decide: (work: OrdersAtWork) => void) => Promise<OrdersAtWork>;

/** Takes it to the order that the goods came from, both orders locked in one transaction. Doing it again changes nothing. */
export function moveExchange(changeOrders: ChangeOrders, work: ExchangeWork): WorkOutcome {
  return {
    store: async (tx: Tx, emit: Emit) => {
      const at = await changeOrders(tx, [work.order, work.by], (batch) => ('outcome' in work ? end(batch, work) : 'decided' in work ? settle(batch, work) : giveBack(batch, work)));
      emit(...at.told);
    },
  };
}

function end(at: OrdersAtWork, { order: id, returnId, by, outcome }: Extract<ExchangeWork, { outcome: unknown }>): void {
  const fresh = slotOf(at, by).order;
  change(at, slotOf(at, id), `${by}-exchange`, (order, step) => {
    // Whoever waits for the exchange can read the new order as it stands now.
    step.effects.push({ view: 'order', key: by, version: fresh.version });
    endExchange(order, returnId, outcome, step);
  });
}

/** Both ends in one transaction, and once: the order that the goods came from notes what was taken, and so knows that it was done. */
function settle(at: OrdersAtWork, { order: id, returnId, by, decided, value }: Extract<ExchangeWork, { decided: unknown }>): void {
  const [old, fresh] = [slotOf(at, id), slotOf(at, by)];
  if (!isToBeSettled(old.order, returnId)) return;
  let taken = 0n;
  change(at, fresh, `${returnId}-settled`, (order, step) => { taken = closeAdvance(order, { decided, value: BigInt(value) }, step); });
  change(at, old, `${returnId}-settled`, (order, step) => {
    step.effects.push({ view: 'order', key: by, version: fresh.order.version });
    noteTaken(order, returnId, taken, step);
  });
  const state = fresh.order.exchange?.advance?.state;
  if (!state || state === 'open') throw new Error(`an exchange in advance has no end: ${returnId}`);
  at.batch.ends.push({ returnId, oldOrder: id, newOrder: by, outcome: state, taken: taken.toString() });
}

function giveBack(at: OrdersAtWork, { order: id, returnId, by, callId, amount }: Extract<ExchangeWork, { callId: string }>): void {
  const fresh = slotOf(at, by);
  if (fresh.order.calls.find((call) => call.id === callId)?.state !== 'asked') return;
  change(at, slotOf(at, id), callId, (order, step) => giveCreditBack(order, returnId, BigInt(amount), step));
  change(at, fresh, callId, (order, step) => paymentAnswered(order, { callId, answer: { outcome: 'done' } }, step));
}

function slotOf(at: OrdersAtWork, id: string) {
  const slot = at.batch.orders.get(id);
  if (!slot) throw new Error(`an exchange names an order that is not here: ${id}`);
  return slot;
}
