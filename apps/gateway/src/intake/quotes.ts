import { quoteAnswer, type PricingRequest, type QuoteAnswer } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { Pool } from 'undici';

/** Milliseconds for the only synchronous call between services (design.md section 3). */
const BUDGET_MS = 300;

/** Asks promotions what something costs, reading only; the code that answers is the one that prices orders. */
export class Quotes {
  private readonly target: { readonly pool: Pool; readonly path: string } | undefined;

  /** A process that answers no HTTP is given no address and asks for nothing. */
  constructor(url: string | undefined) {
    if (url === undefined) return;
    const { origin, pathname } = new URL(url);
    this.target = { pool: new Pool(origin, { connections: 32, pipelining: 1, connectTimeout: BUDGET_MS }), path: `${pathname.replace(/\/$/, '')}/internal/quotes` };
  }

  /** Throws `quotes-unavailable` (503) when there is no answer within the budget. */
  async ask(request: PricingRequest): Promise<QuoteAnswer> {
    try {
      if (!this.target) throw new Error('PROMOTIONS_URL is not set');
      const signal = AbortSignal.timeout(BUDGET_MS);
      const body = JSON.stringify(request);
      // A kept connection may have been closed at the other end this moment, by a process that is being replaced: nothing was asked yet.
      const text = await this.post(body, signal).catch((error: unknown) => (isBroken(error) && !signal.aborted ? this.post(body, signal) : Promise.reject(error as Error)));
      return quoteAnswer.parse(JSON.parse(text));
    } catch (error) {
      throw Object.assign(new DomainError('quotes-unavailable', 'unavailable', 'Prices cannot be asked for at the moment.'), { cause: error });
    }
  }

  private async post(body: string, signal: AbortSignal): Promise<string> {
    const { pool, path } = this.target!;
    const answer = await pool.request({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body, signal });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`promotions answered ${answer.statusCode}`);
    return text;
  }

  async close(): Promise<void> {
    await this.target?.pool.close();
  }
}

function isBroken(error: unknown): boolean {
  return ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'UND_ERR_SOCKET'].includes((error as { code?: string }).code ?? '');
}
