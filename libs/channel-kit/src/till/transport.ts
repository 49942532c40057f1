import type { CouponLease, Lease, SignedCouponWord, SignedSale, SignedWord } from './state.js';

export interface SyncAnswer {
  /** The server has every sale up to this sequence. */
  readonly accepted: number;
}

/** Hands sales in and gives the answer; throws when there is none, or when it is a no. */
export type SendSales = (till: string, sales: readonly SignedSale[]) => Promise<SyncAnswer>;

/** The server said no: a person must look, trying again changes nothing. */
export class Refused extends Error {
  override readonly name: string = 'Refused';
  constructor(readonly status: number, readonly problem: unknown, what = 'it was refused') {
    super(`${what}: ${status} ${JSON.stringify(problem)}`);
  }
}
export class SalesRefused extends Refused {
  override readonly name = 'SalesRefused';
  constructor(status: number, problem: unknown) {
    super(status, problem, 'the sales were refused');
  }
}

/** Says a word about the lease of a till and gives the answer; throws when there is none, and `Refused` when it is a no. */
export type SayLease = (till: string, word: SignedWord) => Promise<Lease>;
export type SayCouponLease = (till: string, word: SignedCouponWord) => Promise<CouponLease>;

/** Hands in over HTTP. `token` gives a bearer token that is valid now. An answer 202 is none: what was accepted is asked for again. */
export function httpTransport(baseUrl: string, token: () => Promise<string>): SendSales {
  const ask = asker(baseUrl, token, SalesRefused);
  return async (till, sales) => (await ask('POST', `/v1/tills/${encodeURIComponent(till)}/sales`, { sales })) as SyncAnswer;
}

/** Speaks about the lease over HTTP, like `httpTransport`. */
export function httpLease(baseUrl: string, token: () => Promise<string>): SayLease {
  const ask = asker(baseUrl, token, Refused);
  return async (till, word) => (await ask('PUT', `/v1/tills/${encodeURIComponent(till)}/stock-lease`, word)) as Lease;
}

/** Speaks about coupons over HTTP, like `httpTransport`. */
export function httpCouponLease(baseUrl: string, token: () => Promise<string>): SayCouponLease {
  const ask = asker(baseUrl, token, Refused);
  return async (till, word) => (await ask('PUT', `/v1/tills/${encodeURIComponent(till)}/coupon-lease`, word)) as CouponLease;
}

function asker(baseUrl: string, token: () => Promise<string>, No: new (status: number, problem: unknown) => Refused): (method: string, path: string, body: unknown) => Promise<unknown> {
  return async (method, path, body) => {
    const response = await fetch(new URL(path, baseUrl), { method, body: JSON.stringify(body), headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json', prefer: 'wait=30' } });
    const answer: unknown = await response.json();
    if (response.status === 200) return answer;
    if (response.status >= 400 && response.status < 500 && response.status !== 429) throw new No(response.status, answer);
    throw new Error(`no answer yet: ${response.status}`);
  };
}
