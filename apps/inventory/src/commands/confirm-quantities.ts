import { NotYetHere } from '@onefront/outbox';
import * as rules from '../domain/confirmations.js';
import type { Unit } from '../persistence/unit.js';

/** Takes in what a channel was seen to offer. A channel that the gateway knew and we do not is not yet here. Throws what the rule throws. */
export function confirmQuantities({ book, confirmations }: Unit, request: rules.ConfirmQuantities): ReturnType<typeof rules.confirmQuantities> {
  if (!book.network.channels.has(request.channel)) throw new NotYetHere(`channel ${request.channel}`);
  const news = rules.confirmQuantities(confirmations, request);
  // Only with every order placed until then does a reading say what buyers can still take (S3 b); true however late it is heard.
  for (const one of request.confirmations) if (request.ordersUpTo && request.ordersUpTo >= one.readAt) book.escrows.settle(request.channel, one.sku, one);
  return news;
}
