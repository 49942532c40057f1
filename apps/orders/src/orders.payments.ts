import type { Emit, Tx } from '@onefront/outbox';
import { paymentAnswered } from './domain/answers.js';
import { advance } from './domain/advance.js';
import type { HeardPayment } from './domain/batch.js';
import type { CallAnswer } from './domain/payments.js';
import { authorisationLapses } from './domain/renewal.js';
import { change } from './messages/order-batch.js';
import { changeOrders, type BackgroundParts } from './orders.change.js';
import { callProvider } from './payments/call-provider.js';
import type { HeldPayment } from './payments/provider.js';
import { openCallsOn, readCall } from './persistence/calls.js';
import { databaseNow } from './persistence/now.js';
import type { PaymentWork } from './persistence/store.js';

/** What passes between orders and the payment provider (S14): calls, what is heard of them, and how answers come to their orders. */

const LONGEST_QUERY_PAUSE_MS = 60_000;

/** What the provider said to one call. */
export interface AnsweredCall {
  readonly orderId: string;
  readonly callId: string;
  readonly answer: CallAnswer;
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
