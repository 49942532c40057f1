import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { orders, type Body } from '@onefront/e2e';

/** An order that was answered 2xx, at once or through its operation. */
export interface Sold {
  readonly order: string;
  readonly key: string;
}

const REQUEST_LIMIT_MS = 30_000;
/** So often a quote is asked for again before it counts as failed. */
const QUOTES_AGAIN = 3;
/** Between two purchases of a caller: the house is to be used, not to be driven to its limit. */
const PAUSE_MS = 100;

/**
 * Callers who never stop and never try again: a connection that breaks, a 5xx or a "no" that has no reason in the shop is a failed request. Some place
 * orders of every channel and follow each to its outcome, some look, some ask for quotes.
 */
export class SteadyLoad {
  readonly sold: Sold[] = [];
  /** Every request that failed, in words. */
  readonly failed: string[] = [];
  requests = 0;
  /** Quotes that were not there in time and were asked for again. */
  quotesLate = 0;
  private running = true;
  private next = 0;
  private token: Promise<string> | undefined;
  private readonly pool: Pool;
  private readonly callers: Promise<void>[] = [];

  /** `url` is the front door of the gateways. Begins at once, with that many callers who buy, and one each who looks and who asks for quotes. */
  constructor(url: string, private readonly credentials: { readonly clientId: string; readonly clientSecret: string }, buyers: number) {
    this.pool = new Pool(url, { connections: buyers + 2, pipelining: 1, keepAliveTimeout: 60_000, headersTimeout: REQUEST_LIMIT_MS, bodyTimeout: REQUEST_LIMIT_MS });
    for (let n = 0; n < buyers; n++) this.callers.push(this.repeat(() => this.buy()));
    this.callers.push(this.repeat(() => this.look()), this.repeat(() => this.quote()));
  }

  /** Nothing new is begun; resolves when all has been answered. */
  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.callers);
    await this.pool.close();
  }

  private async repeat(work: () => Promise<void>): Promise<void> {
    while (this.running) {
      await work();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  private async buy(): Promise<void> {
    const n = this.next++;
    const body = { ...basket(n), externalId: `U-${n}` };
    let answer = await this.request('POST', '/v1/orders', { body, expect: [201, 202] });
    for (let pause = 20; answer?.status === 202 || answer?.body.status === 'pending'; pause = Math.min(500, pause * 2)) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      answer = await this.request('GET', `/v1/operations/${answer.body.id}`, { expect: [200] });
    }
    if (!answer) return;
    const { problem, resource } = answer.body as { problem?: unknown; resource?: { id: string } };
    if (problem) this.failed.push(`order ${n} was refused: ${JSON.stringify(problem)}`);
    else this.sold.push({ order: resource?.id ?? answer.body.id, key: `${body.channel}/${body.externalId}` });
  }

  private async look(): Promise<void> {
    for (const path of [`/v1/stock/${SKUS[0]}`, `/v1/products/${SKUS[1]}`, '/v1/orders?limit=5']) await this.request('GET', path, { expect: [200] });
    const last = this.sold.at(-1);
    if (last) await this.request('GET', `/v1/orders/${last.order}`, { expect: [200] });
  }

  /** Prices are asked for within 300 ms, which a busy machine does not always keep: who is told so asks again when told, and then is to be answered. */
  private async quote(): Promise<void> {
    const body = orders.web(SKUS[0], 2);
    for (let pauses = 0; pauses < QUOTES_AGAIN; pauses++) {
      const answer = await this.request('POST', '/v1/quotes', { body, expect: [200, 503] });
      if (answer?.status !== 503) return;
      this.quotesLate++;
      await new Promise((resolve) => setTimeout(resolve, answer.body.retryAfter * 1000));
    }
    await this.request('POST', '/v1/quotes', { body, expect: [200] });
  }

  private async request(method: 'GET' | 'POST', path: string, { body, expect }: { body?: Body; expect: readonly number[] }): Promise<{ status: number; body: Body } | undefined> {
    const begun = new Date().toISOString().slice(11, 23);
    try {
      this.token ??= this.signIn();
      const headers = { authorization: `Bearer ${await this.token}`, prefer: 'wait=10', ...(body ? { 'content-type': 'application/json', 'idempotency-key': randomUUID() } : {}) };
      this.requests++;
      const answer = await this.pool.request({ method, path, headers, body: body ? JSON.stringify(body) : null });
      const read = (await answer.body.json()) as Body;
      if (expect.includes(answer.statusCode)) return { status: answer.statusCode, body: read };
      this.failed.push(`${begun} ${method} ${path}: ${answer.statusCode} ${JSON.stringify(read)}`);
    } catch (error) {
      this.failed.push(`${begun} ${method} ${path}: ${(error as Error).message}`);
    }
    return undefined;
  }

  private async signIn(): Promise<string> {
    const { clientId, clientSecret } = this.credentials;
    const headers = { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await this.pool.request({ method: 'POST', path: '/oauth/token', headers, body: 'grant_type=client_credentials' });
    return ((await answer.body.json()) as { access_token: string }).access_token;
  }
}

/** What is sold; never out of stock, so that no order has a reason to be refused. */
export const SKUS = ['UP-1', 'UP-2'] as const;

/** Orders of every kind, with and without a customer, a coupon and a payment. */
function basket(n: number): Body {
  const customer = { customer: { email: `upgrade-${n % 25}@example.com` } };
  switch (n % 4) {
    case 0: return orders.web([{ sku: SKUS[0], quantity: 1 }, { sku: SKUS[1], quantity: 2 }], 0, { ...customer, coupons: ['UPGRADE'], payment: { method: 'card', token: 'tok_ok' } });
    case 1: return orders.marketplace(SKUS[0], 1, customer);
    case 2: return orders.till(SKUS[1], 1);
    default: return orders.pickup(SKUS[0], 1, customer);
  }
}
