import { askAboutPayment, message, type Outbound } from '@onefront/contracts';
import { DomainError, hasTimedSignature } from '@onefront/kernel';
import { z } from 'zod';
import type { Gateway } from '../gateway.js';

/** What is read of an event; all else is Stripe's to change. */
export const stripeEvent = z.looseObject({
  id: z.string().regex(/^evt_[A-Za-z0-9_]{1,60}$/),
  data: z.looseObject({ object: z.looseObject({}) }),
});

/**
 * The event in a body that Stripe has signed. Throws `bad-signature` (400) with the same words whatever is wrong with the signature, `malformed-json` (400) for
 * a signed body that is no event.
 */
export function signedEvent({ stripeSignatures }: Pick<Gateway, 'stripeSignatures'>, { header, body, now }: { readonly header: unknown; readonly body: unknown; readonly now: Date }): z.output<typeof stripeEvent> {
  if (typeof header !== 'string' || header.length > 4096 || !Buffer.isBuffer(body) || !hasTimedSignature(header, body, { ...stripeSignatures, now })) throw new DomainError('bad-signature', 'malformed', 'The signature is not valid.');
  const event = stripeEvent.safeParse(parsed(body));
  if (!event.success) throw new DomainError('malformed-json', 'malformed', 'The body is no event.');
  return event.data;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const named = (value: unknown): string | undefined => (typeof value === 'string' && NAME.test(value) ? value : undefined);

/**
 * The question that follows from an event: about the payment that it names itself, or that its charge, refund or dispute belongs to. Undefined when it
 * names none: then it is none of ours.
 */
export function questionOf({ id, data: { object } }: z.output<typeof stripeEvent>): Outbound | undefined {
  const { metadata, payment_intent: parent } = object as { metadata?: Record<string, unknown>; payment_intent?: unknown };
  const payment = object['object'] === 'payment_intent' ? named(object['id']) : named(typeof parent === 'object' ? (parent as { id?: unknown } | null)?.id : parent);
  const authorisation = named(metadata?.['authorisation']);
  const key = payment ?? authorisation;
  if (key === undefined) return undefined;
  return message(askAboutPayment, { key, data: { event: id, ...(payment ? { payment } : {}), ...(authorisation ? { authorisation } : {}) } });
}
