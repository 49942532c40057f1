import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Intent { id: string; object: 'payment_intent'; amount: number; currency: string; status: string; capture_method: string; created: number; metadata: Record<string, string>; amount_capturable: number; amount_received: number; last_payment_error?: { message: string }; cancellation_reason?: string; latest_charge?: unknown; payment_method?: string | null; customer?: string | null }
interface Refund { id: string; object: 'refund'; payment_intent: string; amount: number; status: string; metadata: Record<string, string> }

let made = 0;

/** As much of Stripe's protocol as our adapter speaks, with books that outlive a connection: what a call did is done, whether or not its answer arrives. */
export class StripeServer {
  readonly intents = new Map<string, Intent>();
  readonly refunds: Refund[] = [];
  /** Requests by idempotency key with their first answer. */
  readonly answers = new Map<string, { status: number; body: unknown }>();
  readonly calls: string[] = [];
  /** The next changing requests are done, and their answers lost. */
  loseAnswers = 0;
  /** The next changing requests are answered 500, undone. */
  breakRequests = 0;
  multicapture: 'available' | 'unavailable' = 'available';
  private constructor(private readonly server: Server) {}

  static async start(): Promise<StripeServer> {
    const server = createServer();
    const stripe = new StripeServer(server);
    server.on('request', (request, response) => void stripe.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return stripe;
  }
  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Something that a shop's page confirmed, or a stranger's payment. */
  put(intent: Partial<Intent> & { id: string }): Intent {
    const made: Intent = { object: 'payment_intent', amount: 1000, currency: 'gbp', status: 'requires_capture', capture_method: 'manual', created: Math.floor(Date.now() / 1000), metadata: {}, amount_capturable: intent.amount ?? 1000, amount_received: 0, latest_charge: this.charge(), ...intent };
    this.intents.set(made.id, made);
    return made;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const url = new URL(request.url!, 'http://stripe');
    const key = request.headers['idempotency-key'] as string | undefined;
    this.calls.push(`${request.method} ${url.pathname.replace(/pi_[^/]+/, 'pi')}`);
    const changes = request.method === 'POST';
    if (changes && this.breakRequests > 0) {
      this.breakRequests--;
      return send(response, { status: 500, body: { error: { type: 'api_error', message: 'oops' } } });
    }
    const known = changes && key ? this.answers.get(key) : undefined;
    const answer = known ?? this.answer(request.method!, url, new URLSearchParams(text));
    if (changes && key) this.answers.set(key, answer);
    if (changes && this.loseAnswers > 0) {
      this.loseAnswers--;
      return void request.socket.destroy();
    }
    send(response, answer);
  }

  private answer(method: string, url: URL, form: URLSearchParams): { status: number; body: unknown } {
    const [, , what, id, verb] = url.pathname.split('/');
    if (what === 'refunds') return method === 'GET' ? ok({ object: 'list', has_more: false, url: '/v1/refunds', data: this.refunds.filter((one) => one.payment_intent === url.searchParams.get('payment_intent')) }) : this.refund(form);
    if (what !== 'payment_intents') return no('there is no such thing');
    if (!id) return method === 'GET' ? ok({ object: 'list', has_more: false, url: '/v1/payment_intents', data: this.listed(url) }) : this.create(form);
    const intent = this.intents.get(id);
    if (!intent) return no(`No such payment_intent: '${id}'`, 404);
    if (method === 'POST' && verb === 'capture') return this.capture(intent, form);
    if (method === 'POST' && verb === 'cancel') return this.cancel(intent, form);
    if (method === 'POST') Object.assign(intent.metadata, metadataOf(form));
    return ok(intent);
  }

  private listed(url: URL): Intent[] {
    const [from, to] = [Number(url.searchParams.get('created[gte]') ?? 0), Number(url.searchParams.get('created[lte]') ?? Infinity)];
    return [...this.intents.values()].filter((one) => one.created >= from && one.created <= to);
  }

  private create(form: URLSearchParams) {
    const intent = this.put({ id: `pi_${++made}`, amount: Number(form.get('amount')), currency: form.get('currency')!, metadata: metadataOf(form) });
    const method = form.get('payment_method');
    intent.payment_method = method;
    if (method === 'pm_not_saved' && form.get('off_session') === 'true') {
      this.intents.delete(intent.id);
      return no('The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, and may not be used again.');
    }
    if (method === 'pm_declined') {
      Object.assign(intent, { status: 'requires_payment_method', amount_capturable: 0, last_payment_error: { message: 'Your card was declined.' } });
      return { status: 402, body: { error: { type: 'card_error', code: 'card_declined', message: 'Your card was declined.', payment_intent: intent } } };
    }
    if (method === 'pm_3ds') Object.assign(intent, { status: 'requires_action', amount_capturable: 0 });
    return ok(intent);
  }

  private capture(intent: Intent, form: URLSearchParams) {
    const amount = Number(form.get('amount_to_capture'));
    if (intent.status !== 'requires_capture' || amount > intent.amount_capturable) return no('This PaymentIntent could not be captured');
    const final = form.get('final_capture') !== 'false';
    Object.assign(intent.metadata, metadataOf(form));
    Object.assign(intent, { amount_received: intent.amount_received + amount, amount_capturable: final ? 0 : intent.amount_capturable - amount, status: final ? 'succeeded' : 'requires_capture' });
    return ok(intent);
  }

  private cancel(intent: Intent, form: URLSearchParams) {
    if (intent.status === 'succeeded' || intent.status === 'canceled') return no('You cannot cancel this PaymentIntent');
    Object.assign(intent, { status: 'canceled', amount_capturable: 0, cancellation_reason: form.get('cancellation_reason') });
    return ok(intent);
  }

  private refund(form: URLSearchParams) {
    const intent = this.intents.get(form.get('payment_intent')!)!;
    const before = this.refunds.filter((one) => one.payment_intent === intent.id).reduce((sum, one) => sum + one.amount, 0);
    const amount = Number(form.get('amount'));
    if (before + amount > intent.amount_received) return no('Refund amount is greater than unrefunded amount on charge');
    const refund: Refund = { id: `re_${this.refunds.length + 1}`, object: 'refund', payment_intent: intent.id, amount, status: 'succeeded', metadata: metadataOf(form) };
    this.refunds.push(refund);
    intent.latest_charge = { ...(intent.latest_charge as object), amount_refunded: before + amount };
    return ok(refund);
  }

  private charge() {
    return { id: 'ch_1', object: 'charge', payment_method_details: { card: { multicapture: { status: this.multicapture } } } };
  }
}

const ok = (body: unknown) => ({ status: 200, body });
const no = (message: string, status = 400) => ({ status, body: { error: { type: 'invalid_request_error', message } } });

function metadataOf(form: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...form].flatMap(([name, value]) => { const at = /^metadata\[(.+)\]$/.exec(name); return at ? [[at[1]!, value]] : []; }));
}

function send(response: ServerResponse, { status, body }: { status: number; body: unknown }): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
