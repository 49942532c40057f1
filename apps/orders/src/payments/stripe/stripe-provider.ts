import type { Database } from '@onefront/outbox';
import { NoAnswer, type AuthoriseRequest, type HeldPayment, type LaterRequest, type PaymentProvider, type ProviderAnswer, type QueriedRequest, type RequestKind } from '../provider.js';
import { fromStripeAmount, toStripeAmount } from './amount.js';
import { refusalOf, stripeClient, type Intent, type StripeClient, type StripeOptions } from './client.js';
import { StripeNotes } from './notes.js';

/** Around the moment of a request: clocks differ, and a call may take its time. Seconds. */
const [BEFORE_S, AFTER_S] = [300, 3_600];

/**
 * Payments by Stripe (S14): one PaymentIntent with manual capture per authorisation. Our key is Stripe's idempotency key and stands in the intent's
 * metadata, so that an answer that never came is found by asking. `token` is a payment method (`pm_...`), or a PaymentIntent (`pi_...`) that the shop's page
 * has confirmed itself, with whatever the bank wanted to see.
 */
export class StripePaymentProvider implements PaymentProvider {
  private readonly client: StripeClient;
  private readonly notes: StripeNotes;

  constructor(database: Database, options: StripeOptions) {
    this.client = stripeClient(options);
    this.notes = new StripeNotes(database);
  }

  authorise(key: string, request: AuthoriseRequest): Promise<ProviderAnswer> {
    const { authorisation, token, replaces } = request;
    return this.ask(key, { kind: 'authorise', authorisation }, async () => {
      const intent = replaces ? await this.createAnew(key, request, replaces) : token.startsWith('pi_') ? await this.adopt(key, request) : await this.create(key, request);
      await this.notes.found(authorisation, intent.id);
      return settled(authorised(intent));
    });
  }

  capture(key: string, { authorisation, amount }: LaterRequest): Promise<ProviderAnswer> {
    return this.onIntent(key, { kind: 'capture', authorisation }, async (intent) => {
      const wanted = toStripeAmount(amount, intent.currency.toUpperCase());
      // What is left stays authorised where the card can be captured in parts; else it is let go, and authorised anew when it is needed.
      const more = wanted < intent.amount_capturable && inParts(intent) ? { final_capture: false } : {};
      await this.client.paymentIntents.capture(intent.id, { amount_to_capture: wanted, metadata: { [markOf(key)]: `capture ${wanted}` }, ...more }, { idempotencyKey: key });
    });
  }

  void(key: string, { authorisation }: LaterRequest): Promise<ProviderAnswer> {
    return this.onIntent(key, { kind: 'void', authorisation }, async (intent) => {
      if (!isOpen(intent)) return;
      await this.client.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' }, { idempotencyKey: key });
    });
  }

  refund(key: string, { authorisation, amount }: LaterRequest): Promise<ProviderAnswer> {
    return this.onIntent(key, { kind: 'refund', authorisation }, async (intent) => {
      await this.client.refunds.create({ payment_intent: intent.id, amount: toStripeAmount(amount, intent.currency.toUpperCase()), metadata: { call: key } }, { idempotencyKey: key });
    });
  }

  async query(key: string, { kind, authorisation }: QueriedRequest): Promise<ProviderAnswer | 'absent' | 'pending'> {
    const askedAt = await this.notes.askedAt(key);
    if (!askedAt) return 'absent';
    const known = await this.notes.intentOf(authorisation);
    const intent = known ? await this.read(known) : await this.search(key, askedAt);
    if (!intent) return 'absent';
    if (kind === 'authorise') {
      await this.notes.found(authorisation, intent.id);
      return authorised(intent);
    }
    return (await this.isDone(intent, key, kind)) ? { outcome: 'done' } : 'absent';
  }

  /** Only what carries our name: others may take payments by the same account. */
  async *held({ from, to }: { readonly from: Date; readonly to: Date }): AsyncIterable<HeldPayment> {
    const created = { gte: Math.floor(from.getTime() / 1000), lte: Math.floor(to.getTime() / 1000) };
    for await (const intent of this.client.paymentIntents.list({ created, limit: 100, expand: ['data.latest_charge'] })) {
      const authorisation = intent.metadata['authorisation'];
      if (!authorisation) continue;
      const currency = intent.currency.toUpperCase();
      const refunded = typeof intent.latest_charge === 'object' ? intent.latest_charge?.amount_refunded ?? 0 : 0;
      const [open, taken] = [fromStripeAmount(intent.status === 'requires_capture' ? intent.amount_capturable : 0, currency), fromStripeAmount(intent.amount_received - refunded, currency)];
      if (open > 0n || taken > 0n) {
        // After a loss of our own notes the intent itself says whose it is.
        await this.notes.found(authorisation, intent.id);
        const before = typeof intent.latest_charge === 'object' ? intent.latest_charge?.payment_method_details?.card?.capture_before : undefined;
        yield { authorisation, currency, open, taken, ...(before ? { lapsesAt: new Date(before * 1000) } : {}) };
      }
    }
  }

  private async isDone(intent: Intent, key: string, kind: Exclude<RequestKind, 'authorise'>): Promise<boolean> {
    if (kind === 'capture') return intent.metadata[markOf(key)] !== undefined;
    if (kind === 'void') return !isOpen(intent);
    for await (const refund of this.client.refunds.list({ payment_intent: intent.id, limit: 100 })) if (refund.metadata?.['call'] === key && refund.status !== 'failed' && refund.status !== 'canceled') return true;
    return false;
  }

  private create(key: string, { authorisation, amount, currency, token }: AuthoriseRequest, more: { off_session?: true; customer?: string } = {}): Promise<Intent> {
    return this.client.paymentIntents.create({
      amount: toStripeAmount(amount, currency), currency: currency.toLowerCase(), payment_method: token, confirm: true, capture_method: 'manual', automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      payment_method_options: { card: { request_multicapture: 'if_available' } }, metadata: { call: key, authorisation }, ...more,
    }, { idempotencyKey: key });
  }

  /** By the card of an earlier payment, without the buyer. Stripe refuses where the shop's page has not saved the card for that. */
  private async createAnew(key: string, request: AuthoriseRequest, replaces: string): Promise<Intent> {
    const id = await this.notes.intentOf(replaces);
    const { payment_method: method, customer } = id ? await this.client.paymentIntents.retrieve(id) : { payment_method: null, customer: null };
    const idOf = (one: string | { id: string } | null) => (typeof one === 'string' ? one : one?.id);
    const card = idOf(method);
    if (card === undefined) throw new RangeError(`there is no card of ${replaces} to authorise again`);
    return this.create(key, { ...request, token: card }, { off_session: true, ...(customer ? { customer: idOf(customer)! } : {}) });
  }

  /** Takes over what the shop's page has confirmed: for this order alone, and for what it costs. */
  private async adopt(key: string, { authorisation, amount, currency, token }: AuthoriseRequest): Promise<Intent> {
    const intent = await this.client.paymentIntents.retrieve(token);
    const other = intent.metadata['authorisation'];
    if (other !== undefined && other !== authorisation) throw new RangeError('the payment belongs to another order');
    if (intent.capture_method !== 'manual') throw new RangeError('the payment was not made for manual capture');
    if (intent.currency.toUpperCase() !== currency || fromStripeAmount(intent.amount, currency) !== amount) throw new RangeError('the payment is of another amount');
    return this.client.paymentIntents.update(token, { metadata: { call: key, authorisation } }, { idempotencyKey: key });
  }

  private read(id: string): Promise<Intent> {
    return this.client.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
  }

  /** By the list of that time: unlike Stripe's search it tells what has just happened. */
  private async search(key: string, askedAt: Date): Promise<Intent | undefined> {
    const at = Math.floor(askedAt.getTime() / 1000);
    for await (const intent of this.client.paymentIntents.list({ created: { gte: at - BEFORE_S, lte: at + AFTER_S }, limit: 100 })) if (intent.metadata['call'] === key) return intent;
    return undefined;
  }

  private onIntent(key: string, about: { kind: RequestKind; authorisation: string }, work: (intent: Intent) => Promise<void>): Promise<ProviderAnswer> {
    return this.ask(key, about, async () => {
      const id = await this.notes.intentOf(about.authorisation);
      if (!id) return { outcome: 'failed', detail: `there is no payment ${about.authorisation}` };
      await work(await this.read(id));
      return { outcome: 'done' };
    });
  }

  private async ask(key: string, about: { kind: RequestKind; authorisation: string }, work: () => Promise<ProviderAnswer>): Promise<ProviderAnswer> {
    await this.notes.asking(key, about);
    try {
      return await work();
    } catch (error) {
      return { outcome: 'failed', detail: refusalOf(error) };
    }
  }
}

/** Metadata has 40 characters for a name; within one payment the end of our key is enough. */
const markOf = (key: string): string => key.slice(key.lastIndexOf('-') + 1).slice(0, 40);

const isOpen = ({ status }: Intent): boolean => status === 'requires_capture' || status === 'requires_action' || status === 'requires_confirmation' || status === 'requires_payment_method' || status === 'processing';

function inParts({ latest_charge: charge }: Intent): boolean {
  return typeof charge === 'object' && charge?.payment_method_details?.card?.multicapture?.status === 'available';
}

/** What an intent says of its authorisation. One that waits for the buyer (a bank's question, a redirect) is not known yet: webhook and redirect make us ask again. */
function authorised(intent: Intent): ProviderAnswer | 'pending' {
  switch (intent.status) {
    case 'requires_capture': case 'succeeded': return { outcome: 'done' };
    case 'requires_action': case 'requires_confirmation': case 'processing': return 'pending';
    case 'canceled': return intent.amount_received > 0 ? { outcome: 'done' } : { outcome: 'failed', detail: `the payment was cancelled: ${intent.cancellation_reason ?? 'no reason given'}` };
    default: return { outcome: 'failed', detail: intent.last_payment_error?.message ?? 'the payment was declined' };
  }
}

function settled(answer: ProviderAnswer | 'pending'): ProviderAnswer {
  if (answer === 'pending') throw new NoAnswer('the buyer has not finished');
  return answer;
}
