import { quoteAnswer, type PricingRequest, type QuoteAnswer } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { Pool } from 'undici';

/** Milliseconds for the only synchronous call between services (design.md section 3). */
const BUDGET_MS = 300;

/** Asks promotions what something costs, reading only; the code that answers is the one that prices orders. */
export class Quotes {
  private readonly pool: Pool;

  constructor(private readonly url: string) {
    this.pool = new Pool(new URL(url).origin, { connections: 32, pipelining: 1, connectTimeout: BUDGET_MS });
  }

  /** Throws `quotes-unavailable` (503) when there is no answer within the budget. */
  async ask(request: PricingRequest): Promise<QuoteAnswer> {
    try {
      const { statusCode, body } = await this.pool.request({
        method: 'POST', path: `${new URL(this.url).pathname.replace(/\/$/, '')}/internal/quotes`, headers: { 'content-type': 'application/json' }, body: JSON.stringify(request), signal: AbortSignal.timeout(BUDGET_MS),
      });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`promotions answered ${statusCode}`);
      return quoteAnswer.parse(JSON.parse(text));
    } catch (error) {
      throw Object.assign(new DomainError('quotes-unavailable', 'unavailable', 'Prices cannot be asked for at the moment.'), { cause: error });
    }
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}
