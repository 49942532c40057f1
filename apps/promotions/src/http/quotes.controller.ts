import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { pricingRequest, type QuoteAnswer } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';
import { DATABASE, invalidInput } from '@onefront/service';
import { RulesCache } from '../persistence/rules-cache.js';
import { quote } from '../queries/quote.js';

/** The only synchronous question between services (design.md section 3), asked by the gateway; not reachable from outside. */
@Controller('internal')
export class QuotesController {
  constructor(@Inject(DATABASE) private readonly database: Database, @Inject(RulesCache) private readonly cache: RulesCache) {}

  /** Throws `invalid` (422) for what is no pricing request. A price that cannot stand is an answer with a `problem`, not an error. */
  @Post('quotes')
  @HttpCode(200)
  ask(@Body() body: unknown): Promise<QuoteAnswer> {
    const parsed = pricingRequest.safeParse(body);
    if (!parsed.success) throw invalidInput(parsed.error);
    return quote(this.database, this.cache, parsed.data);
  }
}
