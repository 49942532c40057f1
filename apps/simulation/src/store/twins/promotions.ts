import { checks, keyOf, type Row, type TableSpec } from '../table.js';
import { big, json, ms, orderBy, text, time, unnest, isPresent, type Twins } from '../twin.js';

/** The tables and statements of promotions (apps/promotions/src/persistence). */

type Names = readonly string[];
const n = (value: unknown): number => value as number;
const pick = (row: Row, ...names: readonly string[]): Record<string, unknown> => Object.fromEntries(names.map((name) => [name, row[name]]));

export const promotionsTables: readonly TableSpec[] = [
  { name: 'watermark', key: () => 'one' },
  { name: 'rule', key: (row) => keyOf(row['kind'], row['id']), check: checks({ version: (row) => n(row['version']) > 0 || row['document'] === null, ended: (row) => row['document'] !== null || row['kind'] === 'promotion' || row['version'] === 0 }) },
  { name: 'rule_change', key: (row) => keyOf(row['kind'], row['id'], row['version']), check: checks({ version: (row) => n(row['version']) > 0 }) },
  {
    name: 'coupon', key: (row) => keyOf(row['key']),
    check: checks({ counts: (row) => n(row['used']) >= 0 && n(row['held']) >= 0 && n(row['over']) >= 0, limit: (row) => row['limit'] === null || n(row['used']) + n(row['held']) <= n(row['limit']) }),
  },
  {
    name: 'promotion_counter', key: (row) => keyOf(row['promotion']),
    check: checks({ uses: (row) => n(row['uses']) >= 0 && (row['max_uses'] === null || n(row['uses']) <= n(row['max_uses'])), spent: (row) => n(row['spent']) >= 0 && (row['max_spent'] === null || n(row['spent']) <= n(row['max_spent'])) }),
  },
  { name: 'sale', key: (row) => keyOf(row['order_id']), check: checks({ request: (row) => row['request'] === null || row['stage'] === 'waiting', confirmed: (row) => row['confirmed'] !== true || row['stage'] === 'priced' }) },
  { name: 'coupon_use', key: (row) => keyOf(row['key'], row['order_id']), parents: [{ table: 'coupon', key: (row) => keyOf(row['key']) }, { table: 'sale', key: (row) => keyOf(row['order_id']) }] },
  { name: 'promotion_use', key: (row) => keyOf(row['promotion'], row['order_id']), parents: [{ table: 'sale', key: (row) => keyOf(row['order_id']) }], check: checks({ amount: (row) => n(row['amount']) > 0 }) },
  { name: 'customer', key: (row) => keyOf(row['id']), check: checks({ confirmed: (row) => n(row['confirmed']) >= 0 }) },
  { name: 'incident', key: (row) => keyOf(row['id']) },
];

export const promotionsRows: readonly (readonly [string, Row])[] = [['watermark', { version: 0 }]];

const rules: Twins = {
  'promotions-watermark': { reads: (q) => q.all('watermark').map((row) => ({ version: String(row['version']) })) },
  'promotions-rules': { reads: (q) => {
    const all = orderBy(q.where('rule', (row) => row['document'] !== null), 'id');
    const of = (kind: string) => all.filter((row) => row['kind'] === kind).map((row) => ({ id: row['id'], rule: json(row['document']) }));
    return [{ version: String(q.all('watermark')[0]!['version']), promotions: of('promotion'), tax_rates: of('tax-rate'), shipping_rates: of('shipping-rate') }];
  } },
  'rule-lock': (q, columns: [Names, Names]) => {
    const wanted = [...new Map(unnest(['kind', 'id'], columns).map((one) => [keyOf(one.kind, one.id), one])).values()];
    return orderBy(wanted, 'kind', 'id').map((one) => q.upsert('rule', { ...one, version: 0, document: null }, () => ({}))).map((row) => ({ kind: row['kind'], id: row['id'], version: String(row['version']), document: json(row['document']) }));
  },
  'rule-store': (q, columns: [Names]) => {
    for (const one of unnest(['kind', 'id', 'version', 'document'], columns)) q.update('rule', keyOf(one.kind, one.id), { version: big(one.version), document: one.document });
  },
  'rule-ledger': (q, columns: [Names]) => {
    for (const one of unnest(['kind', 'id', 'version', 'document', 'message_id'], columns)) q.insert('rule_change', { ...one, version: big(one.version) });
  },
  'watermark-move': (q) => void q.update('watermark', 'one', { version: n(q.lock('watermark', 'one', 'no-key-update')!['version']) + 1 }),
  'rule-empty': (q, columns: [Names, Names]) => {
    for (const one of unnest(['kind', 'id'], columns)) if (q.get('rule', keyOf(one.kind, one.id))?.['version'] === 0) q.remove('rule', keyOf(one.kind, one.id));
  },
};

const couponOf = (row: Row) => ({
  ...pick(row, 'key', 'code', 'promotion', 'limit', 'customer', 'status', 'used', 'held', 'over'), perCustomer: row['per_customer'], startsAt: time(row['starts_at']), expiresAt: time(row['expires_at']), issueId: row['issue_id'], version: String(row['version']),
});
const counterOf = (row: Row) => ({ ...pick(row, 'promotion', 'uses', 'max_uses'), spent: String(row['spent']), max_spent: text(row['max_spent']) });

const loading: Twins = {
  'code-lock': (q, [keys]: [Names]) => [...new Set(keys)].sort().forEach((key) => q.advisory(`code ${key}`)),
  'sale-lock': (q, [ids]: [Names]) => [...new Set(ids)].sort().map((id) => {
    let known = false;
    const row = q.upsert('sale', { order_id: id, stage: 'waiting', confirmed: false, customer: null, request: null, buyer: null, recalled: null }, () => ((known = true), {}));
    return { ...row, request: json(row['request']), buyer: json(row['buyer']), recalled: json(row['recalled']), known };
  }),
  'coupon-use-load': { reads: (q, [ids]: [Names]) => orderBy(q.where('coupon_use', (row) => ids.includes(row['order_id'] as string)), 'order_id', 'key').map((row) => pick(row, 'key', 'order_id', 'customer', 'over', 'state')) },
  'promotion-use-load': { reads: (q, [ids]: [Names]) => orderBy(q.where('promotion_use', (row) => ids.includes(row['order_id'] as string)), 'order_id', 'promotion').map((row) => ({ ...row, amount: String(row['amount']) })) },
  'coupon-lock': (q, [keys]: [Names]) => [...keys].sort().map((key) => q.lock('coupon', keyOf(key))).filter(isPresent).map(couponOf),
  'counter-lock': (q, [ids]: [Names]) => [...ids].sort().map((id) => q.lock('promotion_counter', keyOf(id))).filter(isPresent).map(counterOf),
  // Nobody in the simulated shop buys gift cards: an order that ends has bought none.
  'gift-card-lock': { reads: () => [] },
  'gift-card-over': { reads: () => [] },
  'customer-lock': (q, [ids]: [Names]) => [...ids].sort().map((id) => q.upsert('customer', { id, confirmed: 0, first_order: null }, () => ({}))),
  'uses-by-customer': { reads: (q, [keys, promotions, customers]: [Names, Names, Names]) => {
    const counted = (kind: string, table: string, column: string, ids: Names) => ids.flatMap((id) => customers.flatMap((customer) => {
      const count = q.where(table, (row) => row[column] === id && row['customer'] === customer && row['state'] !== 'released').length;
      return count > 0 ? [{ kind, id, customer, n: count }] : [];
    }));
    return [...counted('coupon', 'coupon_use', 'key', keys), ...counted('promotion', 'promotion_use', 'promotion', promotions)];
  } },
};

const storing: Twins = {
  'coupon-insert': (q, columns: [Names]) => orderBy(unnest(['key', 'code', 'promotion', 'limit', 'per_customer', 'customer', 'starts_at', 'expires_at', 'status', 'used', 'held', 'over', 'version', 'issue_id'], columns), 'key')
    .filter((one) => q.tryInsert('coupon', { ...one, starts_at: ms(one.starts_at), expires_at: ms(one.expires_at), version: big(one.version) })).map((one) => ({ key: one.key })),
  'coupon-update': (q, columns: [Names]) => {
    for (const { key, ...changes } of unnest(['key', 'status', 'used', 'held', 'over', 'version'], columns)) q.update('coupon', keyOf(key), { ...changes, version: big(changes.version) });
  },
  'sale-store': (q, columns: [Names]) => {
    for (const { order_id: id, ...changes } of unnest(['order_id', 'stage', 'confirmed', 'customer', 'request', 'buyer'], columns)) q.update('sale', keyOf(id), changes);
  },
  'coupon-use-store': (q, columns: [Names]) => {
    for (const row of orderBy(unnest(['key', 'order_id', 'customer', 'over', 'state'], columns), 'key', 'order_id')) q.upsert('coupon_use', { ...row, at: q.now }, () => ({ state: row['state'] }));
  },
  'promotion-use-store': (q, columns: [Names]) => {
    for (const row of orderBy(unnest(['promotion', 'order_id', 'customer', 'amount', 'counted', 'state'], columns), 'promotion', 'order_id')) q.upsert('promotion_use', { ...row, amount: big(row['amount']), at: q.now }, () => ({ state: row['state'] }));
  },
  'counter-store': (q, columns: [Names]) => {
    for (const one of orderBy(unnest(['promotion', 'uses', 'spent', 'max_uses', 'max_spent'], columns), 'promotion')) {
      const row = { ...one, spent: big(one['spent']), max_spent: big(one['max_spent']) };
      q.upsert('promotion_counter', row, () => pick(row, 'uses', 'spent', 'max_uses', 'max_spent'));
    }
  },
  'customer-store': (q, columns: [Names]) => {
    for (const { id, ...changes } of unnest(['id', 'confirmed', 'first_order'], columns)) q.update('customer', keyOf(id), changes);
  },
  'incident-insert': (q, columns: [Names]) => {
    for (const row of unnest(['order_id', 'code', 'reason'], columns)) q.insert('incident', { ...row, id: q.next('incident') });
  },
};

export const promotions: Twins = { ...rules, ...loading, ...storing };
