import type { Database } from '@onefront/outbox';

/** What the adapter remembers of its requests: that one was made, written before the call, and which PaymentIntent an authorisation is. */
export class StripeNotes {
  constructor(private readonly database: Database) {}

  /** Before the call: from here on it may have had its effect. */
  async asking(key: string, about: { kind: string; authorisation: string }): Promise<void> {
    await this.database.transact((tx) => tx.query({
      name: 'stripe-asking', text: 'insert into stripe_payment.request (key, kind, "authorisation") values ($1, $2, $3) on conflict (key) do nothing', values: [key, about.kind, about.authorisation],
    }));
  }

  /** When a request was made first; undefined when it never was. */
  async askedAt(key: string): Promise<Date | undefined> {
    const { rows } = await this.database.read<{ asked_at: Date }>({ name: 'stripe-asked', text: 'select asked_at from stripe_payment.request where key = $1', values: [key] });
    return rows[0]?.asked_at;
  }

  /** Throws a RangeError where the intent is another authorisation's, or the authorisation another intent. */
  async found(authorisation: string, intent: string): Promise<void> {
    await this.database.transact((tx) => tx.query({
      name: 'stripe-found', text: 'insert into stripe_payment.intent ("authorisation", intent) values ($1, $2) on conflict do nothing', values: [authorisation, intent],
    }));
    if ((await this.intentOf(authorisation)) !== intent) throw new RangeError('the payment belongs to another order');
  }

  async intentOf(authorisation: string): Promise<string | undefined> {
    const { rows } = await this.database.read<{ intent: string }>({ name: 'stripe-intent', text: 'select intent from stripe_payment.intent where "authorisation" = $1', values: [authorisation] });
    return rows[0]?.intent;
  }
}
