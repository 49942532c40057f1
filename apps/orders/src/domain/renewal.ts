import type { OrderState, Tender } from './order.js';
import { ask, openCalls } from './payments.js';
import { isEnding } from './process.js';
import { moved, type Step } from './step.js';
import { askedOf } from './tenders.js';

/**
 * Authorisations that lapse though their order stands (S14). A second one is asked for what the first has not captured, under a key of its own that is stored
 * before the call; the first is let go of when the second stands, and serves until then. So at every moment one of them covers what is still to be handed over.
 */

export type Lapse = 'renewed' | 'said' | 'nothing';

/**
 * What is authorised lapses at `at` and is not captured: authorised anew, once. `said`: the provider has refused that, which a person hears of once;
 * `nothing` when there is nothing to do (any more, or until an open call is answered).
 */
export function authorisationLapses(order: OrderState, tenderId: string, at: Date, step: Step): Lapse {
  const tender = order.tenders.find((one) => one.id === tenderId);
  if (!tender || tender.status !== 'authorised' || BigInt(tender.authorised) <= BigInt(tender.captured) || isEnding(order.process) || order.process.outcome !== 'confirmed') return 'nothing';
  if (openCalls(order, tender).length > 0 || order.calls.some((call) => call.tender === tender.id && call.kind === 'void')) return 'nothing';
  const replacement = order.tenders.find((one) => one.replaces === tenderId);
  if (!replacement && askedOf(order, tender, 'authorise') === 'provider') return renew(order, tender, at, step);
  if (replacement && replacement.status !== 'failed') return 'nothing';
  const words = `the authorisation of payment ${tenderId} lapses at ${at.toISOString()}${replacement ? ` and was refused anew: ${replacement.refused ?? ''}` : ''}`;
  if (order.attention === words) return 'nothing';
  order.attention = words;
  moved(step, 'order-changed', words);
  return 'said';
}

function renew(order: OrderState, { id, method, token, authorised, captured }: Tender, at: Date, step: Step): 'renewed' {
  const amount = BigInt(authorised) - BigInt(captured);
  const next: Tender = { id: `${order.id}-p${order.tenders.length + 1}`, method, ...(token === undefined ? {} : { token }), replaces: id, amount: amount.toString(), authorised: '0', captured: '0', refunded: '0', status: 'initiated' };
  // Beside the one that it stands for, so that tenders are taken and refunded in the order that was agreed.
  order.tenders.splice(order.tenders.findIndex((one) => one.id === id) + 1, 0, next);
  moved(step, 'order-changed', `payment ${id} lapses at ${at.toISOString()}: authorised anew as ${next.id}`);
  ask(order, step, next, { kind: 'authorise', amount });
  return 'renewed';
}
