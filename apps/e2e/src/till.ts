import { randomUUID } from 'node:crypto';
import type { Answer, ApiClient, CallOptions } from '@onefront/cli';
import { waitFor } from '@onefront/testing';

/** Bodies are read by tests as they stand; their shapes are held against the documents by the gateway itself (CHECK_ANSWERS). */
export type Body = any;
export type Reply = Answer<Body>;

interface Operation {
  readonly status: 'pending' | 'done' | 'refused';
  readonly resource?: Body;
  readonly problem?: { readonly status: number };
}

export const money = (amount: string, currency = 'GBP') => ({ amount, currency });
export const pounds = (value: { amount: string }): number => Math.round(Number(value.amount) * 100);

/** A caller of one gateway. Every write is followed to its outcome, however long that takes: 202 is waited for through its operation. */
export class Till {
  constructor(readonly api: ApiClient) {}

  get(path: string): Promise<Reply> {
    return this.api.get(path);
  }

  /** One call as it is, without waiting for an operation. POSTs are keyed, so that they can be repeated. */
  call(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Reply> {
    return this.api.call(method, path, body, { ...(method === 'POST' ? { idempotencyKey: randomUUID() } : {}), ...options });
  }

  /** A write and its outcome: an answer 202 is followed through its operation, and given as the synchronous answer would have been. */
  async write(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Reply> {
    const headers = { prefer: 'wait=30', ...options.headers };
    const answer = await this.call(method, path, body, { ...options, headers });
    const location = answer.headers['location'];
    return answer.status === 202 && typeof location === 'string' && location.startsWith('/v1/operations/') ? this.outcome(location) : answer;
  }

  /** Waits until the operation is settled, at most two minutes. */
  async outcome(location: string): Promise<Reply> {
    const operation = await waitFor(async () => {
      const { body } = (await this.get(location)) as Answer<Operation>;
      return body.status === 'pending' ? undefined : body;
    }, { timeoutMs: 120_000, intervalMs: 50, what: `the outcome of ${location}` });
    return operation.problem ? { status: operation.problem.status, body: operation.problem, headers: {} } : { status: 201, body: operation.resource, headers: {} };
  }

  post(path: string, body: unknown, options?: CallOptions): Promise<Reply> {
    return this.write('POST', path, body, options);
  }

  put(path: string, body: unknown, options?: CallOptions): Promise<Reply> {
    return this.write('PUT', path, body, options);
  }

  /** A write that must succeed; gives its body. Throws with the answer's own words. */
  async must(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.write(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  order(body: Body, options?: CallOptions): Promise<Reply> {
    return this.post('/v1/orders', body, options);
  }

  async stock(sku: string): Promise<Body> {
    return (await this.get(`/v1/stock/${encodeURIComponent(sku)}`)).body;
  }

  /** What one channel can sell of a SKU now. */
  async availableOn(channel: string, sku: string): Promise<number> {
    return (await this.stock(sku)).byChannel.find((row: Body) => row.channel === channel)?.available;
  }

  close(): Promise<void> {
    return this.api.close();
  }
}
