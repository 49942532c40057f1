import { newId } from '@onefront/kernel';
import { z } from 'zod';
import { questionOf, signedEvent, stripeEvent } from '../../intake/stripe-events.js';
import { notFound } from '../call.js';
import { bodyLimits, ok, route } from '../route.js';

const receivedShape = z.strictObject({ received: z.literal(true) }).meta({ id: 'Received' });
/** Who has asked for the operations that its calls make; no client can have this name. */
const STRIPE = 'provider:stripe';

export const paymentRoutes = [
  route({
    method: 'POST', path: '/v1/payments/stripe/webhook', scope: 'public', tag: 'Payments', summary: 'Stripe says that something has happened to a payment', body: stripeEvent, bodyKind: 'signed', bodyLimit: bodyLimits.usual, answers: { 200: receivedShape },
    handle: async (call) => {
      const { gateway, headers, raw, now, route: address } = call;
      if (gateway.stripeSignatures.secrets.length === 0) throw notFound();
      const event = signedEvent(gateway, { header: headers['stripe-signature'], body: raw, now });
      const outbound = questionOf(event);
      // Under its own id, so that it is taken once however often it comes; answered when it cannot be lost any more.
      if (outbound) await gateway.intake.accept({ operationId: newId(), client: STRIPE, route: address, idempotency: { client: STRIPE, route: address, key: event.id, fingerprint: event.id }, parts: [{ outbound }] });
      return ok({ received: true });
    },
  }),
];
