import { address, defineConfig, oneOf, text, wholeNumber, type ConfigOf } from '@onefront/service';
import type { Database } from '@onefront/outbox';
import { LocalPaymentProvider } from './local-provider.js';
import type { PaymentProvider } from './provider.js';
import { StripePaymentProvider } from './stripe/stripe-provider.js';

export const paymentConfig = defineConfig({
  PAYMENT_PROVIDER: { schema: oneOf(['local', 'stripe']), default: 'local', doc: 'Who moves the money of cards: the local provider, for stores without one, demo and tests, or Stripe.' },
  PAYMENT_SLOW_MS: { schema: wholeNumber(0, 60_000), default: '2000', doc: 'How many milliseconds the local payment provider takes for tok_slow.' },
  PAYMENT_UNKNOWN_MS: { schema: wholeNumber(0, 3_600_000), default: '3000', doc: 'After how many milliseconds the local payment provider can say what became of tok_unknown.' },
  STRIPE_API_KEY: { schema: text().optional(), secret: true, doc: 'The secret key of the Stripe account; PAYMENT_PROVIDER=stripe needs it.' },
  STRIPE_API_BASE: { schema: address('https', 'http'), default: 'https://api.stripe.com', doc: 'Where Stripe answers; another address for tests.' },
  STRIPE_TIMEOUT_MS: { schema: wholeNumber(100, 120_000), default: '20000', doc: 'After how many milliseconds without an answer of Stripe a payment is unknown and asked about.' },
});
export type PaymentConfig = ConfigOf<typeof paymentConfig>;

export function checkPaymentConfig({ PAYMENT_PROVIDER, STRIPE_API_KEY }: PaymentConfig): string[] {
  return PAYMENT_PROVIDER === 'stripe' && STRIPE_API_KEY === undefined ? ['STRIPE_API_KEY is missing: PAYMENT_PROVIDER is stripe.'] : [];
}

export function providerOf(database: Database, config: PaymentConfig): PaymentProvider {
  if (config.PAYMENT_PROVIDER === 'local') return new LocalPaymentProvider(database, { slowMs: config.PAYMENT_SLOW_MS, unknownMs: config.PAYMENT_UNKNOWN_MS });
  return new StripePaymentProvider(database, { apiKey: config.STRIPE_API_KEY!, apiBase: config.STRIPE_API_BASE, timeoutMs: config.STRIPE_TIMEOUT_MS });
}
