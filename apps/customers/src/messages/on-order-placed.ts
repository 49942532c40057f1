import type { Buyer, DataOf, Inbound, orderPlaced, returnerNamed } from '@onefront/contracts';
import { identify, type Intake } from '../domain/identify.js';
import type { CustomersBatch } from './customers-batch.js';
import { tellBuyer, tellChanged, tellSuggested } from './published.js';

/** An order says who buys. With a known id nobody waits for us, but what it says besides is kept. */
export function onOrderPlaced(batch: CustomersBatch, inbound: Inbound<DataOf<typeof orderPlaced>>): void {
  const { placement } = inbound.data;
  if (!placement.buyer) return;
  answer(batch, inbound, placement.buyer, { subject: placement.orderId, channel: placement.channel.id, at: inbound.time, proposedId: proposedId(placement.orderId) });
}

export function onReturnerNamed(batch: CustomersBatch, inbound: Inbound<DataOf<typeof returnerNamed>>): void {
  const { returnId, channel, buyer } = inbound.data;
  answer(batch, inbound, buyer, { subject: returnId, channel, at: inbound.time, proposedId: proposedId(returnId) });
}

/** A new person's id follows from the order that brings it, so that deciding again after a failed batch gives the same. */
function proposedId(subject: string): string {
  return `c-${subject}`.slice(0, 64);
}

function answer(batch: CustomersBatch, inbound: Inbound, buyer: Buyer, intake: Intake): void {
  const { people } = batch;
  const earlier = batch.answers.get(intake.subject);
  const known = earlier ? people.survivor(earlier) : undefined;
  if (known) {
    // Asked again (the answer was late): the first answer stands.
    if (!buyer.id) batch.told.push(tellBuyer(people, known, intake.subject, false, inbound));
    return;
  }
  const before = people.suggestions.length;
  const { person, created, changed } = identify(people, buyer, intake);
  batch.answers.set(intake.subject, person.id);
  batch.newAnswers.push({ subject: intake.subject, customerId: person.id });
  if (!buyer.id || person.id !== people.survivor(buyer.id)?.id) batch.told.push(tellBuyer(people, person, intake.subject, created, inbound));
  else if (changed) batch.told.push(tellChanged(people, person, inbound));
  batch.told.push(...people.suggestions.slice(before).map((suggestion) => tellSuggested(suggestion, inbound)));
}
