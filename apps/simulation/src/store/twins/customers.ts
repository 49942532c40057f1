import { checks, keyOf, type Row, type TableSpec } from '../table.js';
import { big, json, ms, orderBy, time, unnest, isPresent, type Twins } from '../twin.js';

/** The tables and statements of customers (apps/customers/src/persistence). */

type Names = readonly string[];
const keyKey = (row: Row): string => keyOf(row['kind'], row['scope'], row['value']);

export const customersTables: readonly TableSpec[] = [
  {
    name: 'customer', key: (row) => keyOf(row['id']), unique: [{ name: 'customer_merge', of: (row) => (row['merge_id'] === null ? undefined : keyOf(row['merge_id'])) }],
    check: checks({
      merged: (row) => (row['merged_into'] === null) === (row['merge_id'] === null) && (row['merged_into'] === null) === (row['merged_at'] === null), itself: (row) => row['merged_into'] !== row['id'],
      root: (row) => row['merged_into'] !== null || row['root_id'] === row['id'],
    }),
  },
  { name: 'key', key: keyKey },
  { name: 'holding', key: (row) => keyOf(keyKey(row), row['customer_id']), unique: [{ name: 'holding_verified', of: (row) => (row['verified'] === true ? keyKey(row) : undefined) }], parents: [{ table: 'key', key: keyKey }] },
  { name: 'merge', key: (row) => keyOf(row['id']) },
  { name: 'suggestion', key: (row) => keyOf(row['customer_id'], row['other'], row['subject']) },
  { name: 'person_key', key: (row) => keyOf(row['kid']) },
  { name: 'answer', key: (row) => keyOf(row['subject']) },
];

const KEY = ['kind', 'scope', 'value'] as const;

export const customers: Twins = {
  // Not in sorted order: the caller has sorted them.
  'customers-take-keys': (q, columns: [Names, Names, Names]) => {
    for (const row of unnest(KEY, columns)) q.tryInsert('key', row);
  },
  'customers-lock-keys': (q, columns: [Names, Names, Names]) => orderBy(unnest(KEY, columns), ...KEY).map((row) => q.lock('key', keyKey(row))).filter(isPresent),
  'customers-holdings': { reads: (q, columns: [Names, Names, Names]) => {
    const wanted = new Set(unnest(KEY, columns).map(keyKey));
    return q.where('holding', (row) => wanted.has(keyKey(row)));
  } },
  'customers-lock-records': (q, [ids]: [Names]) => {
    const roots = new Set(ids.flatMap((id) => q.get('customer', keyOf(id))?.['root_id'] ?? []));
    return orderBy(q.where('customer', (row) => roots.has(row['root_id'] as string)), 'id').map((row) => q.lock('customer', keyOf(row['id']))!)
      .map((row) => ({ ...row, version: String(row['version']), own: json(row['own']), timeline: json(row['timeline']), merged_at: time(row['merged_at']), registered_at: time(row['registered_at']) }));
  },
  'customers-store-records': (q, columns: [Names]) => {
    for (const one of unnest(['id', 'version', 'root_id', 'merged_into', 'merge_id', 'merged_at', 'own', 'timeline', 'erased', 'registered_at'], columns)) {
      const row = { ...one, version: big(one.version), merged_at: ms(one.merged_at), registered_at: ms(one.registered_at) };
      const { id: _id, registered_at: _at, ...changes } = row;
      q.upsert('customer', row, () => changes);
    }
  },
  'customers-drop-holdings': (q, [ids]: [Names]) => {
    for (const row of q.where('holding', (one) => ids.includes(one['customer_id'] as string))) q.remove('holding', keyOf(keyKey(row), row['customer_id']));
  },
  'customers-take-held-keys': (q, columns: [Names, Names, Names]) => {
    for (const row of orderBy([...new Map(unnest(KEY, columns).map((one) => [keyKey(one), one])).values()], ...KEY)) q.tryInsert('key', row);
  },
  'customers-store-holdings': (q, columns: [Names]) => {
    for (const row of unnest([...KEY, 'customer_id', 'verified'], columns)) q.insert('holding', row);
  },
  'customers-store-kids': (q, columns: [Names, Names]) => {
    for (const row of unnest(['kid', 'customer_id'], columns)) q.tryInsert('person_key', row);
  },
  'update customers.merge set undone_at': (q, [id, at]: [string, string]) => void (q.get('merge', keyOf(id))?.['undone_at'] === null && q.update('merge', keyOf(id), { undone_at: ms(at) })),
  'insert into customers.merge': (q, [id, survivor, from_id, at]: [string, string, string, string]) => q.insert('merge', { id, survivor, from_id, at: ms(at), undone_at: null }),
  'customers-store-suggestions': (q, columns: [Names]) => {
    for (const row of unnest(['customer_id', 'other', 'because', 'subject'], columns)) q.tryInsert('suggestion', row);
  },
  'customers-store-answers': (q, columns: [Names, Names]) => {
    for (const row of unnest(['subject', 'customer_id'], columns)) q.tryInsert('answer', row);
  },
  'customers-load-answers': { reads: (q, [subjects]: [Names]) => subjects.map((subject) => q.get('answer', keyOf(subject))).filter(isPresent) },
};
