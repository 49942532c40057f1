import type { Tx } from '@onefront/outbox';
import { toHttpForm } from '../views/http-form.js';

/** A subject as it stood at a version, in HTTP form. */
export interface State {
  readonly version: number;
  readonly state: unknown;
}

/** Per process; an order's life has a handful of steps in a few hundred milliseconds. */
const REMEMBERED = 500;

/** Where the views keep the state of a type of subject; `id` is the whole id as the audit has it. `body` is in HTTP form already. */
const VIEWS: Readonly<Record<string, { text: string; form: 'wire' | 'http' }>> = {
  product: { form: 'wire', text: 'select sku as id, version, document from product_view where sku = any($1::text[])' },
  listing: { form: 'wire', text: `select i.id, version, document from unnest($1::text[]) as i(id) join listing_view v on v.sku = left(i.id, length(i.id) - position('/' in reverse(i.id))) and v.channel = substring(i.id from '[^/]*$')` },
  order: { form: 'http', text: 'select id, version, body::json as document from order_view where id = any($1::text[])' },
  return: { form: 'http', text: 'select id, 0 as version, body::json as document from return_view where id = any($1::text[])' },
  customer: { form: 'wire', text: 'select id, version, document from customer_view where id = any($1::text[])' },
  coupon: { form: 'wire', text: 'select code as id, version, document from coupon_view where code = any($1::text[])' },
  merge: { form: 'wire', text: 'select id, case when undone then 2 else 1 end as version, json_build_object(\'survivor\', survivor, \'merged\', merged, \'undone\', undone) as document from merge_view where id = any($1::text[])' },
  ...Object.fromEntries(['transfer', 'count'].map((view) => [view, { form: 'wire', text: `select id, version, document from stock_work_view where view = '${view}' and id = any($1::text[])` }] as const)),
  hold: { form: 'wire', text: 'select id, version, document from hold_view where id = any($1::text[])' },
  'gift-card': { form: 'wire', text: 'select id, version, document from gift_card_view where id = any($1::text[])' },
  ...Object.fromEntries(['policy', 'expected-receipt', 'computed-buffer'].map((view) => [view, { form: 'wire', text: `select key as id, version, document from promise_view where view = '${view}' and key = any($1::text[])` }] as const)),
  ...Object.fromEntries(['till', 'stock-lease', 'coupon-lease'].map((view) => [view, { form: 'wire', text: `select key as id, version, document from till_view where view = '${view}' and key = any($1::text[])` }] as const)),
  ...Object.fromEntries(['location', 'channel', 'promotion', 'tax-rate', 'shipping-rate'].map((view) => [view, { form: 'wire', text: `select key as id, version, document from document_view where view = '${view}' and key = any($1::text[])` }] as const)),
};

/** Types of subjects whose state can be read; stock tells its own. */
export const readableTypes: readonly string[] = [...Object.keys(VIEWS), 'stock'];

/**
 * What is known of subjects before a batch. The state of a version never changes, so that one that has just passed through here is as good as the row;
 * others are read, one query per type, and not at all for what has no version before.
 */
export class KnownStates {
  private readonly recent = new Map<string, State>();

  /** States by name (`nameOf`); missing = not there, or not asked for. */
  async read(tx: Tx, wanted: ReadonlyMap<string, { readonly type: string; readonly id: string; readonly version?: number | undefined }>): Promise<Map<string, State>> {
    const found = new Map<string, State>();
    const missing = new Map<string, string[]>();
    for (const [name, { type, id, version }] of wanted) {
      const recent = this.recent.get(name);
      if (recent && recent.version + 1 === version) found.set(name, recent);
      else if (version !== 1 && VIEWS[type]) missing.set(type, [...(missing.get(type) ?? []), id]);
    }
    for (const [type, ids] of missing) {
      const { text, form } = VIEWS[type]!;
      const { rows } = await tx.query<{ id: string; version: string; document: unknown }>({ name: `audit-before-${type}`, text, values: [ids] });
      for (const row of rows) found.set(nameOf(type, row.id), { version: Number(row.version), state: form === 'wire' ? toHttpForm(row.document) : row.document });
    }
    return found;
  }

  remember(name: string, state: State): void {
    this.recent.delete(name);
    this.recent.set(name, state);
    if (this.recent.size > REMEMBERED) this.recent.delete(this.recent.keys().next().value!);
  }
}

export function nameOf(type: string, id: string): string {
  return `${type} ${id}`;
}
