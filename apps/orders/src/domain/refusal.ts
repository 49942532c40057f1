import type { Order, Problem } from '@onefront/contracts';
import { titleOf } from '@onefront/kernel';
import type { OrderState } from './order.js';
import { declined } from './payments.js';

const BASE = 'https://onefront.dev/problems/';
/** Seconds after which an undecided order that holds the units will have been decided. */
const RETRY_AFTER = 2;

/** Which "no" wins when there are several: price and coupons, then stock, then payment (design.md section 3). All are listed. */
export function refusalOf(order: OrderState): { problem: Problem; refusal: NonNullable<Order['refusal']> } {
  const problems = [order.no.price, outOfStock(order), order.no.payment, order.process.payment === 'overdue' ? overdue() : undefined].filter((one) => one !== undefined);
  const winner = problems[0] ?? declined('the payment was not authorised');
  const errors = problems.flatMap((one) => errorsOf(one));
  const named = errors.map(({ path, message }) => ({ path, message }));
  return { problem: { ...winner, ...(named.length > 0 ? { errors: named } : {}) }, refusal: { type: winner.type, errors } };
}

function errorsOf(problem: Problem): NonNullable<Order['refusal']>['errors'] {
  const errors = problem.errors ?? [{ path: problem.status === 402 ? '/payment' : '', message: problem.detail }];
  return errors.map(({ path, message }) => ({ type: problem.type, path, message }));
}

function outOfStock(order: OrderState): Problem | undefined {
  const no = order.no.stock;
  if (!no) return undefined;
  const errors = no.short.map((one) => ({
    path: `/lines/${Math.max(0, order.lines.findIndex((line) => line.id === one.lineId))}`, message: `${one.sku}: ${one.available} of ${one.requested} available${one.noDay ? ', and no day can be promised for the rest' : ''}`,
  }));
  return {
    type: `${BASE}out-of-stock`, title: titleOf('out-of-stock'), status: 409, detail: errors.map((one) => one.message).join('; ') || 'not enough stock', errors,
    ...(no.contested ? { retryAfter: RETRY_AFTER } : {}),
  };
}

const overdue = (): Problem => declined('the payment was not authorised in time');
