import { z } from 'zod';
import { command } from './message.js';
import { opaqueId } from './values.js';

/**
 * A payment provider says that something has happened to a payment (S14). What it says is not taken: orders asks the provider what became of the calls
 * that are open on it, by the same way as after a lost answer. So it matters neither how often it comes nor in which order.
 */
export const askAboutPayment = command('orders.ask-about-payment.v1', {
  keyedBy: 'payment of the provider', summary: 'Ask the payment provider what became of the open calls on a payment, because it has said that something happened to it.',
  schema: z.object({
    event: opaqueId.describe('of the provider; the same however often it is sent'),
    payment: opaqueId.optional().describe('as the provider names it'),
    authorisation: opaqueId.optional().describe('as we name it, where the provider says so'),
  }),
  sample: { event: 'evt_1', payment: 'pi_1', authorisation: 'o-1-p1' },
});
