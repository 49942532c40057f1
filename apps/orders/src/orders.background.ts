import type { Placement } from '@onefront/contracts';
import { startExecutor, type Executor, type StoreAll } from '@onefront/outbox';
import type { HeardPayment, OrderBatch, OrderSlot } from './domain/batch.js';
import { documentOf } from './domain/document.js';
import { passDeadline } from './domain/overdue.js';
import { questions } from './domain/recorded-return.js';
import { newStep } from './domain/step.js';
import { tell, type OrdersAtWork } from './messages/order-batch.js';
import { causeOf, tellPlacedAgain, tellReturn } from './messages/published.js';
import { changeOrders, type BackgroundParts } from './orders.change.js';
import { moveExchange, type ExchangeWork } from './orders.exchanges.js';
import { hearOfPayment, hearWebhook, pay, storeAnswers, type AnsweredCall } from './orders.payments.js';
import { WEBHOOK } from './payments/local-provider.js';
import { readDue, readPlacement } from './persistence/deadlines.js';
import { databaseNow } from './persistence/now.js';
import { EXCHANGE } from './persistence/exchanges.js';
import { HEARD, PAYMENT, type PaymentWork } from './persistence/store.js';

/** What moves an order without a message: payments and deadlines. The same rules, in transactions of their own. */

export interface Background {
  close(): Promise<void>;
}

/** Calls to the provider under way in one process: their answers are stored together, so that many on their way cost less than few. */
const CALLS_AT_A_TIME = 32;

export function startBackground(parts: BackgroundParts): Background {
  const storeAll: StoreAll<AnsweredCall[]> = (tx, emit, heard) => storeAnswers(parts)(tx, emit, heard.flat());
  const executors: Executor[] = [
    startExecutor<PaymentWork, AnsweredCall>(parts.database, { kind: PAYMENT, concurrency: CALLS_AT_A_TIME, handle: (item) => pay(parts, { ...item.payload, id: item.id, attempts: item.attempts }), storeAll: storeAnswers(parts) }),
    startExecutor<{ key: string }, AnsweredCall[]>(parts.database, { kind: WEBHOOK, handle: (item) => hearWebhook(parts, item.payload.key), storeAll }),
    startExecutor<HeardPayment, AnsweredCall[]>(parts.database, { kind: HEARD, handle: (item) => hearOfPayment(parts, item.payload), storeAll }),
  ];
  executors.push(startExecutor<ExchangeWork>(parts.database, { kind: EXCHANGE, handle: async (item) => moveExchange((tx, ids, decide) => changeOrders(parts, tx, ids, decide), item.payload) }));
  const sweeper = startSweeper(parts);
  return {
    close: async () => {
      await sweeper.close();
      await Promise.all(executors.map((one) => one.stop()));
    },
  };
}

const AT_A_TIME = 100;

/** Handles the deadlines that have passed; returns how many. Whoever holds an order right now may have met its deadline: it is looked at under the lock. */
export async function sweepDeadlines(parts: BackgroundParts): Promise<number> {
  const now = await databaseNow(parts.database, parts.clock);
  const due = await readDue(parts.database, now, AT_A_TIME);
  for (const { subjectId, kinds } of due) {
    await parts.database.transact(async (tx, emit) => {
      const asked: { slot: OrderSlot; cause: string }[] = [];
      const work = await changeOrders(parts, tx, [subjectId], (at) => {
        for (const kind of kinds) pass(parts, at, { subjectId, kind, now }, asked);
      });
      for (const { slot, cause } of asked) {
        const placement = (await readPlacement(tx, slot.order.id)) as Placement;
        work.told.push(tellPlacedAgain(documentOf(slot.order), placement, causeOf(slot.order.origin, cause)));
      }
      emit(...work.told);
    });
  }
  return due.length;
}

function pass(parts: BackgroundParts, work: OrdersAtWork, { subjectId, kind, now }: { subjectId: string; kind: string; now: Date }, asked: { slot: OrderSlot; cause: string }[]): void {
  const isDue = (deadline: { due: string } | undefined) => deadline !== undefined && new Date(deadline.due) <= now;
  const slot = work.batch.orders.get(subjectId);
  const cause = `${subjectId}-${kind}-${now.getTime()}`;
  if (slot && isDue(slot.order.deadlines[kind])) {
    const step = newStep(work.batch.now, parts.policy);
    if (kind === 'answer' || kind === 'provider') parts.alarm?.(subjectId, kind);
    if (passDeadline(slot.order, kind, step) === 'ask-placement-again') asked.push({ slot, cause });
    tell(work, slot, step, cause);
  }
  const known = work.batch.returns.get(subjectId);
  if (known && isDue(known.record.deadlines[kind])) askReturnAgain(parts, work, known, { kind, now, cause });
}

function askReturnAgain(parts: BackgroundParts, work: OrdersAtWork, slot: OrderBatch['returns'] extends Map<string, infer S> ? S : never, { kind, now, cause }: { kind: string; now: Date; cause: string }): void {
  const { record } = slot;
  const attempt = record.deadlines[kind]!.attempt + 1;
  record.deadlines = { [kind]: { due: new Date(now.getTime() + parts.policy.answerMs * 2 ** Math.min(attempt, 4)).toISOString(), attempt } };
  slot.touched = true;
  parts.alarm?.(record.id, kind);
  for (const question of questions(record)) work.told.push(tellReturn(question, causeOf(record.origin, cause)));
}

function startSweeper(parts: BackgroundParts): Background {
  let running: Promise<unknown> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = sweepDeadlines(parts)
      .catch((error: unknown) => parts.database.log('deadlines could not be looked at', { error }))
      .finally(() => (busy = false));
  }, parts.sweepMs ?? 1000).unref();
  return {
    close: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
