import type { SealedCustomer } from '@onefront/contracts';
import type { Tx } from '@onefront/outbox';
import { keysOf, People, type Holding, type MatchKey, type PersonRecord, type TimelineEntry } from '../domain/person.js';

interface Row {
  id: string;
  version: string;
  root_id: string;
  merged_into: string | null;
  merge_id: string | null;
  merged_at: Date | null;
  own: SealedCustomer;
  timeline: TimelineEntry[];
  erased: boolean;
  registered_at: Date;
}

/** Locks the keys first, then everyone who holds one of them or is named by id, with all records merged with them; each in sorted order. */
export async function loadPeople(tx: Tx, keys: readonly MatchKey[], ids: readonly string[]): Promise<People> {
  const holdings = await lockKeys(tx, keys);
  const wanted = new Set([...ids, ...holdings.map((holding) => holding.customerId)]);
  let rows: Row[] = [];
  // A merge that commits while we wait for a lock moves the root: look again until everyone's root is among the locked.
  for (let missing = wanted.size > 0; missing;) {
    rows = await lockRecords(tx, [...wanted].sort());
    const locked = new Set(rows.map((row) => row.id));
    const roots = rows.map((row) => row.root_id).filter((root) => !locked.has(root));
    for (const root of roots) wanted.add(root);
    missing = roots.length > 0;
  }
  return new People(rows.map(recordOf), holdings);
}

async function lockKeys(tx: Tx, keys: readonly MatchKey[]): Promise<Holding[]> {
  if (keys.length === 0) return [];
  const unique = [...new Map(keys.map((key) => [`${key.kind}\u0000${key.scope}\u0000${key.value}`, key])).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
  const values = [unique.map((key) => key.kind), unique.map((key) => key.scope), unique.map((key) => key.value)];
  tx.write({
    name: 'customers-take-keys',
    text: 'insert into customers.key (kind, scope, value) select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing', values,
  });
  tx.write({
    name: 'customers-lock-keys',
    text: `select 1 from customers.key k join unnest($1::text[], $2::text[], $3::text[]) as n (kind, scope, value) using (kind, scope, value)
           order by k.kind, k.scope, k.value for update of k`, values,
  });
  const { rows } = await tx.query<{ kind: MatchKey['kind']; scope: string; value: string; customer_id: string; verified: boolean }>({
    name: 'customers-holdings',
    text: 'select h.* from customers.holding h join unnest($1::text[], $2::text[], $3::text[]) as n (kind, scope, value) using (kind, scope, value)', values,
  });
  return rows.map((row) => ({ kind: row.kind, scope: row.scope, value: row.value, customerId: row.customer_id, verified: row.verified }));
}

async function lockRecords(tx: Tx, ids: string[]): Promise<Row[]> {
  const { rows } = await tx.query<Row>({
    name: 'customers-lock-records',
    text: `select id, version, root_id, merged_into, merge_id, merged_at, own, timeline, erased, registered_at from customers.customer
           where root_id in (select root_id from customers.customer where id = any($1)) order by id for update`,
    values: [ids],
  });
  return rows;
}

function recordOf(row: Row): PersonRecord {
  return {
    id: row.id, storedVersion: Number(row.version), version: Number(row.version), mergedInto: row.merged_into, mergeId: row.merge_id, own: row.own, timeline: row.timeline,
    erased: row.erased, registeredAt: row.registered_at.toISOString(), mergedAt: row.merged_at?.toISOString() ?? null,
  };
}

/** Writes the records that were touched, who holds which key now, merges, suggestions and the keys to destroy with a person. */
export function storePeople(tx: Tx, people: People): void {
  const touched = [...people.touched].map((id) => people.records.get(id)!);
  if (touched.length > 0) {
    storeRecords(tx, people, touched);
    storeHoldings(tx, touched);
  }
  storeKids(tx, people);
  storeMerges(tx, people);
  storeSuggestions(tx, people);
}

function storeRecords(tx: Tx, people: People, touched: readonly PersonRecord[]): void {
  // A merge moves the root of everyone below; those rows change too.
  const moved = [...people.records.values()].filter((record) => touched.includes(record) || people.merges.length > 0);
  tx.write({
    name: 'customers-store-records',
    text: `insert into customers.customer (id, version, root_id, merged_into, merge_id, merged_at, own, timeline, erased, registered_at)
           select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::jsonb[], $8::jsonb[], $9::boolean[], $10::timestamptz[])
           on conflict (id) do update set version = excluded.version, root_id = excluded.root_id, merged_into = excluded.merged_into, merge_id = excluded.merge_id,
             merged_at = excluded.merged_at, own = excluded.own, timeline = excluded.timeline, erased = excluded.erased, changed_at = clock_timestamp()`,
    values: [
      moved.map((one) => one.id), moved.map((one) => one.version), moved.map((one) => people.survivor(one.id)!.id), moved.map((one) => one.mergedInto), moved.map((one) => one.mergeId),
      moved.map((one) => one.mergedAt), moved.map((one) => JSON.stringify(one.own)), moved.map((one) => JSON.stringify(one.timeline)), moved.map((one) => one.erased), moved.map((one) => one.registeredAt),
    ],
  });
}

function storeHoldings(tx: Tx, touched: readonly PersonRecord[]): void {
  tx.write({ name: 'customers-drop-holdings', text: 'delete from customers.holding where customer_id = any($1)', values: [touched.map((one) => one.id)] });
  const rows = touched.flatMap((one) => [...new Map(keysOf(one.own).map((key) => [`${key.kind}/${key.scope}/${key.value}`, { ...key, id: one.id }])).values()]);
  if (rows.length === 0) return;
  const values = [rows.map((row) => row.kind), rows.map((row) => row.scope), rows.map((row) => row.value), rows.map((row) => row.id), rows.map((row) => row.verified)];
  tx.write({ name: 'customers-take-held-keys', text: 'insert into customers.key (kind, scope, value) select distinct a, b, c from unnest($1::text[], $2::text[], $3::text[]) as n (a, b, c) order by 1, 2, 3 on conflict do nothing', values: values.slice(0, 3) });
  tx.write({ name: 'customers-store-holdings', text: 'insert into customers.holding (kind, scope, value, customer_id, verified) select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[])', values });
}

function storeKids(tx: Tx, people: People): void {
  if (people.newKids.length === 0) return;
  tx.write({
    name: 'customers-store-kids', text: 'insert into customers.person_key (kid, customer_id) select * from unnest($1::text[], $2::text[]) on conflict do nothing',
    values: [people.newKids.map((one) => one.kid), people.newKids.map((one) => one.customerId)],
  });
}

function storeMerges(tx: Tx, people: People): void {
  for (const step of people.merges) {
    if (step.undone) tx.write({ text: 'update customers.merge set undone_at = $2 where id = $1 and undone_at is null', values: [step.mergeId, step.at] });
    else tx.write({ text: 'insert into customers.merge (id, survivor, from_id, at) values ($1, $2, $3, $4)', values: [step.mergeId, step.survivor, step.from, step.at] });
  }
}

function storeSuggestions(tx: Tx, people: People): void {
  if (people.suggestions.length === 0) return;
  tx.write({
    name: 'customers-store-suggestions',
    text: 'insert into customers.suggestion (customer_id, other, because, subject) select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) on conflict do nothing',
    values: [people.suggestions.map((one) => one.customerId), people.suggestions.map((one) => one.other), people.suggestions.map((one) => one.because), people.suggestions.map((one) => one.subject)],
  });
}

/** The keys that seal what was ever said of these persons. */
export async function kidsOf(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ kid: string }>('select kid from customers.person_key where customer_id = any($1) order by kid', [ids]);
  return rows.map((row) => row.kid);
}

/** Remembers who the buyer of an order was found to be; the first answer stands. */
export function storeAnswers(tx: Tx, answers: ReadonlyArray<{ subject: string; customerId: string }>): void {
  if (answers.length === 0) return;
  tx.write({
    name: 'customers-store-answers', text: 'insert into customers.answer (subject, customer_id) select * from unnest($1::text[], $2::text[]) on conflict do nothing',
    values: [answers.map((one) => one.subject), answers.map((one) => one.customerId)],
  });
}

/** Who the buyers of these orders were found to be before. */
export async function loadAnswers(tx: Tx, subjects: readonly string[]): Promise<Map<string, string>> {
  if (subjects.length === 0) return new Map();
  const { rows } = await tx.query<{ subject: string; customer_id: string }>({ name: 'customers-load-answers', text: 'select subject, customer_id from customers.answer where subject = any($1)', values: [subjects] });
  return new Map(rows.map((row) => [row.subject, row.customer_id]));
}
