import Stripe from 'stripe';
import { NoAnswer } from '../provider.js';

export type StripeClient = InstanceType<typeof Stripe>;
export type Intent = Stripe.PaymentIntent;

export interface StripeOptions {
  readonly apiKey: string;
  /** `https://api.stripe.com`, or the address of another server that speaks its protocol. */
  readonly apiBase: string;
  /** Milliseconds until a call counts as unanswered. */
  readonly timeoutMs: number;
}

/** One attempt per call: what to do when no answer comes is decided here, by asking (S14), not by the client's own repeats. */
export function stripeClient({ apiKey, apiBase, timeoutMs }: StripeOptions): StripeClient {
  const { protocol, hostname, port } = new URL(apiBase);
  return new Stripe(apiKey, {
    protocol: protocol === 'http:' ? 'http' : 'https', host: hostname, port: port || (protocol === 'http:' ? 80 : 443), maxNetworkRetries: 0, timeout: timeoutMs, telemetry: false, appInfo: { name: 'onefront' },
  });
}

/**
 * What an error of the client means: a definite no is its reason; where the call may have had its effect it is `NoAnswer`. Wrong keys and rights are thrown on:
 * they are for an operator, and no payment fails by them.
 */
export function refusalOf(error: unknown): string {
  const { type, statusCode, message, code } = error as { type?: string; statusCode?: number; message?: string; code?: string };
  if (error instanceof RangeError) return error.message;
  if (error instanceof NoAnswer) throw error;
  if (type === 'StripeCardError') return message ?? 'the card was declined';
  if (type === 'StripeInvalidRequestError' && statusCode !== 409 && code !== 'lock_timeout') return message ?? 'Stripe refused the request';
  if (type === 'StripeAuthenticationError' || type === 'StripePermissionError' || type === undefined) throw error;
  throw new NoAnswer(`Stripe gave no answer that counts: ${type} ${statusCode ?? ''}`);
}
