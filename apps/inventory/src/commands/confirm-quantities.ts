import { NotYetHere } from '@onefront/outbox';
import * as rules from '../domain/confirmations.js';
import type { Unit } from '../persistence/unit.js';

/** Takes in what a channel was seen to offer. A channel that the gateway knew and we do not is not yet here. Throws what the rule throws. */
export function confirmQuantities({ book, confirmations }: Unit, request: rules.ConfirmQuantities): ReturnType<typeof rules.confirmQuantities> {
  if (!book.network.channels.has(request.channel)) throw new NotYetHere(`channel ${request.channel}`);
  return rules.confirmQuantities(confirmations, request);
}
