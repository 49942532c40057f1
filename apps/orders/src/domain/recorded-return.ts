import type { Buyer, ReturnDocument, Settlement, ViewEffect, WireMoney } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import type { Deadline, Origin, Waiter } from './order.js';
import type { Step } from './step.js';

/** A return that has no order with us: recorded as it happened, nothing of it is refused. */
export interface RecordedReturn {
  readonly id: string;
  readonly channel: string;
  readonly externalId: string | null;
  readonly fingerprint: string;
  readonly origin: Origin;
  document: ReturnDocument;
  /** Who is asked for, until customers has said who it is. */
  buyer: Buyer | null;
  booked: boolean;
  waiters: Waiter[];
  deadlines: Record<string, Deadline>;
}

export interface GoodsWithoutOrder {
  readonly returnId: string;
  readonly channel: string;
  readonly externalId?: string | undefined;
  readonly returnedAt: string;
  readonly location: string;
  readonly buyer?: Buyer | undefined;
  readonly lines: readonly { sku: string; quantity: number; total: WireMoney; disposition: ReturnDocument['lines'][number]['disposition'] }[];
  readonly reason: string;
  readonly fingerprint: string;
}

export type ReturnFact =
  | { kind: 'goods-returned'; id: string; record: RecordedReturn }
  | { kind: 'returner-named'; id: string; record: RecordedReturn; buyer: Buyer }
  | { kind: 'return-recorded'; record: RecordedReturn; settles: Settlement[] }
  | { kind: 'settled'; settlement: Settlement };

/** Takes it down and asks where it has to be booked: inventory for the goods, customers for the person. */
export function record(goods: GoodsWithoutOrder, origin: Origin, operationId: string | undefined, step: Step): { record: RecordedReturn; facts: ReturnFact[] } {
  const total = goods.lines.reduce((sum, line) => sum + BigInt(line.total.amount), 0n);
  const currency = goods.lines[0]!.total.currency;
  const { buyer } = goods;
  const recorded: RecordedReturn = {
    id: goods.returnId, channel: goods.channel, externalId: goods.externalId ?? null, fingerprint: goods.fingerprint, origin,
    document: {
      id: goods.returnId, order: null, channel: goods.channel, externalId: goods.externalId ?? null, location: goods.location, returnedAt: goods.returnedAt,
      customer: buyer?.id ? { id: buyer.id } : null, reason: goods.reason,
      lines: goods.lines.map(({ sku, quantity, disposition, total: amount }) => ({ sku, quantity, disposition, amount })), total: { amount: total.toString(), currency },
      // What was paid back was paid before we heard of it.
      refund: { to: 'none', amount: { amount: '0', currency }, status: 'none' },
    },
    buyer: buyer && !buyer.id ? buyer : null, booked: false,
    waiters: operationId ? [waiterOf(operationId, 201, goods.returnId)] : [],
    deadlines: { answer: { due: new Date(step.now.getTime() + step.policy.answerMs).toISOString(), attempt: 0 } },
  };
  return { record: recorded, facts: questions(recorded) };
}

const waiterOf = (operationId: string, status: number, returnId: string): Waiter => ({ operationId, status, answer: 'return', returnId, needs: ['recorded'], effects: {} });

/** An equal repeat of (channel, external id) is answered with the return that exists; another one throws `external-id-reused` (409). */
export function repeatReturn(known: RecordedReturn, goods: GoodsWithoutOrder, operationId: string | undefined): ReturnFact[] {
  if (known.fingerprint !== goods.fingerprint) throw new DomainError('external-id-reused', 'conflict', `${goods.externalId} of ${goods.channel} is another return: ${known.id}`);
  if (!operationId) return [];
  const waiter = waiterOf(operationId, 200, known.id);
  if (!isRecorded(known)) {
    known.waiters.push(waiter);
    return [];
  }
  return [{ kind: 'settled', settlement: settlementOf(known, waiter) }];
}

/** All that is asked and not answered, as it was asked. */
export function questions(known: RecordedReturn): ReturnFact[] {
  return [
    ...(known.booked ? [] : [{ kind: 'goods-returned' as const, id: `${known.id}-goods`, record: known }]),
    ...(known.buyer ? [{ kind: 'returner-named' as const, id: `${known.id}-buyer`, record: known, buyer: known.buyer }] : []),
  ];
}

export const isRecorded = (known: RecordedReturn): boolean => known.booked && known.buyer === null;

/** An answer has come; recorded is what is booked and belongs to somebody, once. */
export function returnAnswered(known: RecordedReturn, answer: { booked: true } | { customerId: string }, effects: readonly ViewEffect[]): ReturnFact[] {
  const before = isRecorded(known);
  for (const waiter of known.waiters) for (const effect of effects) waiter.effects[`${effect.view}/${effect.key}`] = effect;
  if ('booked' in answer) known.booked = true;
  else if (known.buyer) {
    known.buyer = null;
    known.document = { ...known.document, customer: { id: answer.customerId } };
  }
  if (before || !isRecorded(known)) return [];
  const settles = known.waiters.map((waiter) => settlementOf(known, waiter));
  known.waiters = [];
  known.deadlines = {};
  return [{ kind: 'return-recorded', record: known, settles }];
}

function settlementOf(known: RecordedReturn, { operationId, status, effects }: Waiter): Settlement {
  const resource = { view: 'return' as const, key: known.id };
  return { operationId, outcome: 'done', status, resource, effects: [...Object.values(effects), { ...resource, version: 1 }] };
}
