import type { Promotion, ShippingRate, TaxRate } from '@onefront/contracts';
import type { Tx } from '@onefront/outbox';
import type { Rule, Rules } from '../domain/pricing/index.js';

/** Anything that answers one statement: a transaction, or the pool. */
export type Reader = Pick<Tx, 'query'>;

interface Loaded { version: string; promotions: Rule<Promotion>[]; tax_rates: Rule<TaxRate>[]; shipping_rates: Rule<ShippingRate>[] }

const watermark = { name: 'promotions-watermark', text: 'select version from promotions.watermark' };
/** Version and rules by one statement, so that they belong together. */
const everything = {
  name: 'promotions-rules',
  text: `select (select version from promotions.watermark) as version,
    coalesce(jsonb_agg(jsonb_build_object('id', id, 'rule', document) order by id) filter (where kind = 'promotion'), '[]') as promotions,
    coalesce(jsonb_agg(jsonb_build_object('id', id, 'rule', document) order by id) filter (where kind = 'tax-rate'), '[]') as tax_rates,
    coalesce(jsonb_agg(jsonb_build_object('id', id, 'rule', document) order by id) filter (where kind = 'shipping-rate'), '[]') as shipping_rates
    from promotions.rule where document is not null`,
};

/**
 * All rules in memory, checked against the watermark before every use. A change of a rule moves the watermark in its own transaction,
 * so what was settled before the check is never overlooked.
 */
export class RulesCache {
  private loaded: { version: string; rules: Rules } | undefined;

  async read(reader: Reader): Promise<Rules> {
    const { rows: [mark] } = await reader.query<{ version: string }>(watermark);
    if (this.loaded?.version === mark!.version) return this.loaded.rules;
    const { rows: [all] } = await reader.query<Loaded & Record<string, unknown>>(everything);
    const { version, promotions, tax_rates: taxRates, shipping_rates: shippingRates } = all!;
    this.loaded = { version, rules: { promotions, taxRates, shippingRates } };
    return this.loaded.rules;
  }
}
