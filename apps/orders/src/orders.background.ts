import type { Placement } from '@onefront/contracts';
import type { Clock } from '@onefront/kernel';
import { startExecutor, type Database, type Emit, type Executor, type StoreAll, type Tx } from '@onefront/outbox';
import { paymentAnswered } from './domain/answers.js';
import { advance } from './domain/advance.js';
import type { HeardPayment, OrderBatch, OrderSlot } from './domain/batch.js';
import { documentOf } from './domain/document.js';
import { passDeadline } from './domain/overdue.js';
import type { CallAnswer } from './domain/payments.js';
import { authorisationLapses } from './domain/renewal.js';
import { questions } from './domain/recorded-return.js';
import { newStep, type Policy } from './domain/step.js';
import { change, tell, type OrdersAtWork } from './messages/order-batch.js';
import { causeOf, tellPlacedAgain, tellReturn } from './messages/published.js';
import { callProvider } from './payments/call-provider.js';
import { WEBHOOK } from './payments/local-provider.js';
import type { HeldPayment, PaymentProvider } from './payments/provider.js';
import { readDue, readPlacement } from './persistence/deadlines.js';
import { databaseNow } from './persistence/now.js';
import { openCallsOn, readCall } from './persistence/calls.js';
import { loadBatch } from './persistence/load.js';
import { moveExchange, type ExchangeWork } from './orders.exchanges.js';
import { EXCHANGE, HEARD, PAYMENT, storeBatch, type PaymentWork } from './persistence/store.js';

/** What moves an order without a message: payments and deadlines. The same rules, in transactions of their own. */

export interface BackgroundParts {
  readonly database: Database;
  readonly provider: PaymentProvider;
  readonly policy: Policy;
  /** Default: the database's. */
  readonly clock?: Clock;
  /** Pause between looks at deadlines. Milliseconds. */
  readonly sweepMs?: number;
  /** How soon an unknown payment is asked about again: the first pause, doubling up to a minute. Milliseconds. */
  readonly queryMs?: number;
  /** Counts answers that are missing, by who owes them. */
  readonly alarm?: (orderId: string, what: string) => void;
}

export interface Background {
  close(): Promise<void>;
}

const LONGEST_QUERY_PAUSE_MS = 60_000;

/** Calls to the provider under way in one process: their answers are stored together, so that many on their way cost less than few. */
const CALLS_AT_A_TIME = 32;

/** What the provider said to one call. */
export interface AnsweredCall {
  readonly orderId: string;
  readonly callId: string;
  readonly answer: CallAnswer;
}

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

/** Makes one call. What is unknown stays on the list, to be asked about later and later. */
export async function pay(parts: BackgroundParts, item: PaymentWork & { id: string; attempts: number }): Promise<{ result: AnsweredCall; retryAt?: Date }> {
  const { id, attempts, orderId, kind, payment, amount, currency, token, replaces } = item;
  const answer = await callProvider(parts.provider, { id, kind, authorisation: payment, amount: BigInt(amount), currency, token, attempts, ...(replaces ? { replaces } : {}) });
  const result = { orderId, callId: id, answer };
  if (answer.outcome !== 'unknown') return { result };
  const pause = Math.min(LONGEST_QUERY_PAUSE_MS, (parts.queryMs ?? 1000) * 2 ** Math.min(attempts - 1, 10));
  return { result, retryAt: new Date((await databaseNow(parts.database, parts.clock)).getTime() + pause) };
}

/** A provider calls back, late or twice: its word is not taken, it is asked. Converges with the call and the query (S14). */
export async function hearWebhook(parts: BackgroundParts, callId: string): Promise<'done' | { result: AnsweredCall[] }> {
  const found = await askAgain(parts, callId);
  return found ? { result: [found] } : 'done';
}

async function askAgain({ database, provider }: BackgroundParts, callId: string): Promise<AnsweredCall | undefined> {
  const known = await readCall(database, callId);
  if (!known) return undefined;
  const { orderId, ...about } = known;
  const answer = await provider.query(callId, about);
  return answer === 'absent' || answer === 'pending' ? undefined : { orderId, callId, answer };
}

/** The same for a payment as a whole: whatever is open on it is asked about. Nothing is open when call, query or another event came first. */
export async function hearOfPayment(parts: BackgroundParts, heard: HeardPayment): Promise<{ result: AnsweredCall[] }> {
  const found: AnsweredCall[] = [];
  for (const callId of await openCallsOn(parts.database, heard)) {
    const answer = await askAgain(parts, callId);
    if (answer) found.push(answer);
  }
  return { result: found };
}

/** An authorisation lapses soon though its order stands: it is authorised anew, and where the provider refuses that a person hears of it, once. */
export async function noteLapse(parts: BackgroundParts, { authorisation, lapsesAt }: HeldPayment): Promise<void> {
  const orderId = authorisation.slice(0, authorisation.lastIndexOf('-p'));
  await parts.database.transact(async (tx, emit) => {
    const work = await changeOrders(parts, tx, [orderId], (at) => {
      const slot = at.batch.orders.get(orderId);
      if (!slot) return;
      change(at, slot, `${authorisation}-lapses`, (order, step) => {
        if (authorisationLapses(order, authorisation, lapsesAt!, step) === 'said') parts.alarm?.(orderId, `an authorisation lapses: ${authorisation}`);
        advance(order, step);
      });
    });
    emit(...work.told);
  });
}

/** Brings answers to their orders, in one transaction. Answers that are known change nothing. */
export function storeAnswers(parts: BackgroundParts) {
  return async (tx: Tx, emit: Emit, answered: readonly AnsweredCall[]): Promise<void> => {
    if (answered.length === 0) return;
    const work = await changeOrders(parts, tx, [...new Set(answered.map((one) => one.orderId))], (at) => {
      for (const { orderId, callId, answer } of answered) {
        const slot = at.batch.orders.get(orderId);
        if (!slot) throw new Error(`payment call ${callId} is of an order that is not here: ${orderId}`);
        change(at, slot, callId, (order, step) => paymentAnswered(order, { callId, answer }, step));
      }
    });
    emit(...work.told);
  };
}

async function changeOrders(parts: BackgroundParts, tx: Tx, ids: readonly string[], decide: (work: OrdersAtWork) => void): Promise<OrdersAtWork> {
  const clock = { now: await databaseNow(tx, parts.clock), policy: parts.policy };
  const work: OrdersAtWork = { batch: await loadBatch(tx, { ids, returnIds: ids }, clock), told: [] };
  decide(work);
  storeBatch(tx, work.batch);
  return work;
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
