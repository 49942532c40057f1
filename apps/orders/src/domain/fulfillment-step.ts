import { DomainError, fulfillmentStepsOf, fulfillmentVerbsFor, type FulfillmentEvent, type FulfillmentTransition, type FulfillmentVerb } from '@onefront/kernel';
import type { Fulfillment } from './order.js';

/** The steps that a verb may mean, at least one, by the table of S5. Throws `illegal-transition` (409), which names the state and what may be asked for in it. */
export function transition(fulfillment: Fulfillment, verb: FulfillmentVerb): readonly FulfillmentTransition[] {
  const steps = fulfillmentStepsOf(fulfillment, verb);
  if (steps.length > 0) return steps;
  const allowed = fulfillmentVerbsFor(fulfillment);
  throw new DomainError('illegal-transition', 'conflict', `${verb} is not possible for a fulfillment order for ${fulfillment.method} that is ${fulfillment.status}; possible: ${allowed.join(', ') || 'nothing'}`);
}

/** A step that nobody asked for. One that the table does not have is a bug. */
export function happen(fulfillment: Fulfillment, event: FulfillmentEvent, reason?: string): void {
  const [step] = fulfillmentStepsOf(fulfillment, event);
  if (!step) throw new Error(`${fulfillment.id} is ${fulfillment.status}: nothing makes it ${event}`);
  fulfillment.status = step.next;
  if (reason) fulfillment.reason = reason;
}
