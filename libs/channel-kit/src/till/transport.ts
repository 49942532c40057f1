import type { SignedSale } from './state.js';

export interface SyncAnswer {
  /** The server has every sale up to this sequence. */
  readonly accepted: number;
}

/** Hands sales in and gives the answer; throws when there is none, or when it is a no. */
export type SendSales = (till: string, sales: readonly SignedSale[]) => Promise<SyncAnswer>;

/** The server said no: a person must look, trying again changes nothing. */
export class SalesRefused extends Error {
  override readonly name = 'SalesRefused';
  constructor(readonly status: number, readonly problem: unknown) {
    super(`the sales were refused: ${status} ${JSON.stringify(problem)}`);
  }
}

/** Hands in over HTTP. `token` gives a bearer token that is valid now. An answer 202 is none: what was accepted is asked for again. */
export function httpTransport(baseUrl: string, token: () => Promise<string>): SendSales {
  return async (till, sales) => {
    const response = await fetch(new URL(`/v1/tills/${encodeURIComponent(till)}/sales`, baseUrl), {
      method: 'POST', body: JSON.stringify({ sales }), headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json', prefer: 'wait=30' },
    });
    const body: unknown = await response.json();
    if (response.status === 200) return body as SyncAnswer;
    if (response.status >= 400 && response.status < 500 && response.status !== 429) throw new SalesRefused(response.status, body);
    throw new Error(`no answer yet: ${response.status}`);
  };
}
