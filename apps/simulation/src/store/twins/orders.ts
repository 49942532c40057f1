import { checks, keyOf, type TableSpec } from '../table.js';
import { big, json, ms, orderBy, unnest, isPresent, type Twins } from '../twin.js';

/** The tables and statements of orders (apps/orders/src/persistence, payments). */

type Names = readonly string[];
const n = (value: unknown): number => value as number;

export const ordersTables: readonly TableSpec[] = [
  {
    name: 'order', key: (row) => keyOf(row['id']),
    unique: [{ name: 'order_external_id', of: (row) => (row['external_id'] !== null && row['status'] !== 'refused' ? keyOf(row['channel'], row['external_id']) : undefined) }],
    check: checks({ version: (row) => n(row['version']) >= 1, grand: (row) => row['grand'] === null || n(row['grand']) >= 0 }),
  },
  {
    name: 'order_line', key: (row) => keyOf(row['order_id'], row['line_id']), parents: [{ table: 'order', key: (row) => keyOf(row['order_id']) }],
    check: checks({
      amounts: (row) => n(row['open']) >= 0 && n(row['shipped']) >= 0 && n(row['cancelled']) >= 0, returned: (row) => n(row['returned']) >= 0 && n(row['returned']) <= n(row['shipped']),
      'open + shipped + cancelled = quantity': (row) => n(row['open']) + n(row['shipped']) + n(row['cancelled']) === row['quantity'],
    }),
  },
  {
    name: 'order_event', key: (row) => keyOf(row['order_id'], row['version']),
    unique: [{ name: 'order_event_once', of: (row) => (['order-placed', 'order-confirmed', 'order-refused', 'order-cancelled'].includes(row['type'] as string) ? keyOf(row['order_id'], row['type']) : undefined) }],
  },
  {
    name: 'payment', key: (row) => keyOf(row['id']), parents: [{ table: 'order', key: (row) => keyOf(row['order_id']) }],
    check: checks({ captured: (row) => n(row['captured']) >= 0 && n(row['captured']) <= n(row['authorised']), refunded: (row) => n(row['refunded']) >= 0 && n(row['refunded']) <= n(row['captured']) }),
  },
  { name: 'payment_entry', key: (row) => keyOf(row['id']), parents: [{ table: 'payment', key: (row) => keyOf(row['payment_id']) }], check: checks({ amount: (row) => n(row['amount']) >= 0 }) },
  { name: 'recorded_return', key: (row) => keyOf(row['id']), unique: [{ name: 'recorded_return_external_id', of: (row) => (row['external_id'] === null ? undefined : keyOf(row['channel'], row['external_id'])) }] },
  { name: 'deadline', key: (row) => keyOf(row['subject_id'], row['kind']) },
  {
    name: 'account', key: (row) => keyOf(row['authorisation']),
    check: checks({
      captured: (row) => n(row['captured']) >= 0 && n(row['captured']) <= n(row['authorised']), refunded: (row) => n(row['refunded']) >= 0 && n(row['refunded']) <= n(row['captured']),
      voided: (row) => !(row['voided'] === true && n(row['authorised']) > n(row['captured'])),
    }),
  },
  { name: 'request', key: (row) => keyOf(row['key']) },
];

const load: Twins = {
  'orders-now': { reads: (q) => [{ now: new Date(q.now) }] },
  'orders-lock-references': (q, [keys]: [Names]) => [...new Set(keys)].sort().forEach((key) => q.advisory(key)),
  'orders-by-reference': { reads: (q, [channels, ids]: [Names, Names]) => channels.flatMap((channel, i) => q.where('order', (row) => row['channel'] === channel && row['external_id'] === ids[i] && row['status'] !== 'refused')).map((row) => ({ id: row['id'] })) },
  'orders-lock': (q, [ids]: [Names]) => [...ids].sort().map((id) => q.lock('order', keyOf(id))).filter(isPresent).map((row) => ({ state: json(row['state']) })),
  'orders-lock-returns': (q, [ids, channels, externalIds]: [Names, Names, Names]) => orderBy(q.where('recorded_return', (row) => ids.includes(row['id'] as string) || channels.some((channel, i) => row['channel'] === channel && row['external_id'] === externalIds[i])), 'id')
    .map((row) => ({ state: json(q.lock('recorded_return', keyOf(row['id']))!['state']) })),
  'orders-due': { reads: (q, [now, limit]: [Date, number]) => {
    const due = orderBy(q.where('deadline', (row) => n(row['due_at']) <= now.getTime()), 'due_at').slice(0, limit);
    return [...new Set(due.map((row) => row['subject_id']))].map((subject) => ({ subject_id: subject, kinds: due.filter((row) => row['subject_id'] === subject).map((row) => row['kind'] as string).sort() }));
  } },
  'orders-placement': { reads: (q, [id]: [string]) => [q.get('order', keyOf(id))].flatMap((row) => (row ? [{ placement: json(row['placement']) }] : [])) },
  'orders-call': {
    reads: (q, [id]: [string]) => [q.get('payment_entry', keyOf(id))].flatMap((row) => (row
      ? [{ order_id: row['order_id'], kind: row['kind'], authorisation: row['payment_id'], amount: String(row['amount']), currency: q.get('payment', keyOf(String(row['payment_id'])))!['currency'] }] : [])),
  },
};

const store: Twins = {
  'orders-insert': (q, columns: [Names]) => {
    for (const one of unnest(['id', 'channel', 'external_id', 'fingerprint', 'version', 'status', 'attention', 'placed_at', 'currency', 'grand', 'state', 'placement'], columns)) q.insert('order', { ...one, version: big(one.version), grand: big(one.grand), placed_at: ms(one.placed_at) });
  },
  'orders-update': (q, columns: [Names]) => {
    for (const { id, ...one } of unnest(['id', 'version', 'status', 'attention', 'grand', 'state'], columns)) q.update('order', keyOf(id), { ...one, version: big(one.version), grand: big(one.grand) });
  },
  'orders-lines': (q, columns: [Names]) => {
    for (const one of unnest(['order_id', 'line_id', 'sku', 'quantity', 'open', 'shipped', 'cancelled', 'returned', 'paid'], columns)) {
      const { open, shipped, cancelled, returned } = one;
      q.upsert('order_line', { ...one, paid: big(one.paid) }, () => ({ open, shipped, cancelled, returned, paid: big(one.paid) }));
    }
  },
  'orders-payments': (q, columns: [Names]) => {
    for (const one of unnest(['id', 'order_id', 'method', 'status', 'currency', 'authorised', 'captured', 'refunded'], columns)) {
      const money = { status: one.status, authorised: big(one.authorised), captured: big(one.captured), refunded: big(one.refunded) };
      q.upsert('payment', { ...one, ...money }, () => money);
    }
  },
  'orders-events': (q, columns: [Names]) => {
    for (const one of unnest(['order_id', 'version', 'type', 'status', 'at', 'detail', 'quantities'], columns)) q.insert('order_event', { ...one, version: big(one.version), at: ms(one.at) });
  },
  'orders-payment-entries': (q, columns: [Names]) => {
    for (const one of unnest(['id', 'payment_id', 'order_id', 'kind', 'amount', 'state', 'at'], columns)) {
      const { at, ...row } = one;
      const answered_at = ['done', 'failed'].includes(one.state as string) ? ms(at) : null;
      q.upsert('payment_entry', { ...row, amount: big(one.amount), asked_at: ms(at), answered_at }, (old) => (['asked', 'unknown'].includes(old['state'] as string) ? { state: one.state, answered_at } : undefined));
    }
  },
  'orders-recorded-returns': (q, columns: [Names]) => {
    for (const one of unnest(['id', 'channel', 'external_id', 'fingerprint', 'booked', 'total', 'state'], columns)) q.upsert('recorded_return', { ...one, total: big(one.total) }, () => ({ booked: one.booked, state: one.state }));
  },
  'orders-deadlines': (q, columns: [Names]) => {
    for (const one of unnest(['subject_id', 'kind', 'due_at', 'attempt'], columns)) {
      const due = { due_at: ms(one.due_at), attempt: one.attempt };
      q.upsert('deadline', { subject_id: one.subject_id, kind: one.kind, ...due }, () => due);
    }
  },
  'orders-deadlines-gone': (q, columns: [Names, Names]) => {
    for (const one of unnest(['subject_id', 'kind'], columns)) q.remove('deadline', keyOf(one.subject_id, one.kind));
  },
};

const READ = (q: Parameters<Extract<Twins[string], (...args: never[]) => unknown>>[0], [key]: [string]) => {
  const row = q.get('request', keyOf(key));
  return row ? [{ outcome: row['outcome'], detail: row['detail'], known: n(row['known_from']) <= q.now }] : [];
};

const provider: Twins = {
  'select pg_advisory_xact_lock(hashtextextended($1, 19))': (q, [key]: [string]) => q.advisory(`provider ${key}`),
  'provider-read': { reads: READ },
  'provider-query': { reads: READ },
  'provider-request': (q, [key, kind, authorisation, amount, outcome, detail]: [string, string, string, bigint, string, string | null]) =>
    q.insert('request', { key, kind, authorisation, amount: big(amount), outcome, detail, known_from: q.now }),
  'provider-authorise': (q, columns: [Names, Names, Names, Names, Names, Names, Names]) => {
    const made = orderBy(unnest(['key', 'authorisation', 'amount', 'token', 'currency', 'detail', 'seconds'], columns), 'key').flatMap((one) => {
      const outcome = one.detail === null ? 'done' : 'failed';
      const row = { key: one.key, kind: 'authorise', authorisation: one.authorisation, amount: big(one.amount), outcome, detail: one.detail, known_from: q.now + n(one.seconds) * 1000 };
      return q.tryInsert('request', row) ? [{ one, answer: { key: one.key, outcome, detail: one.detail } }] : [];
    });
    for (const { one, answer } of made) {
      if (answer.outcome === 'done') q.insert('account', { authorisation: one.authorisation, token: one.token, currency: one.currency, authorised: big(one.amount), captured: 0, refunded: 0, voided: false });
    }
    return made.map(({ answer }) => answer);
  },
  'update payment_provider.account set captured': (q, [authorisation, amount]: [string, bigint]) => {
    const row = q.lock('account', keyOf(authorisation), 'no-key-update');
    if (!row || row['voided'] === true || n(row['captured']) + Number(amount) > n(row['authorised'])) return 0;
    q.update('account', keyOf(authorisation), { captured: n(row['captured']) + Number(amount) });
    return 1;
  },
  'update payment_provider.account set voided': (q, [authorisation, amount]: [string, bigint]) => {
    const row = q.lock('account', keyOf(authorisation), 'no-key-update');
    if (!row || row['voided'] === true || n(row['authorised']) - n(row['captured']) !== Number(amount)) return 0;
    q.update('account', keyOf(authorisation), { voided: true, authorised: row['captured'] });
    return 1;
  },
  'update payment_provider.account set refunded': (q, [authorisation, amount]: [string, bigint]) => {
    const row = q.lock('account', keyOf(authorisation), 'no-key-update');
    if (!row || n(row['refunded']) + Number(amount) > n(row['captured'])) return 0;
    q.update('account', keyOf(authorisation), { refunded: n(row['refunded']) + Number(amount) });
    return 1;
  },
};

export const orders: Twins = { ...load, ...store, ...provider };