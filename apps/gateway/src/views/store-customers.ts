import type { CustomerDocument } from '@onefront/contracts';
import type { Tx } from '@onefront/outbox';
import type { ViewChanges } from './changes.js';

/** Customers with the keys by which they are found. Values stay sealed; keys are blind indexes. */
export async function storeCustomers(tx: Tx, { customers, merges }: ViewChanges): Promise<void> {
  storeMerges(tx, merges);
  const rows = [...customers.values()];
  if (rows.length === 0) return;
  const { rows: applied } = await tx.query<{ id: string }>({
    name: 'view-customers',
    text: `insert into customer_view as v (id, version, erased, merged_into, document)
      select id, version, erased, merged_into, document::jsonb from unnest($1::text[], $2::bigint[], $3::boolean[], $4::text[], $5::text[]) as c(id, version, erased, merged_into, document) order by id
      on conflict (id) do update set version = excluded.version, erased = excluded.erased, merged_into = excluded.merged_into, document = excluded.document where excluded.version > v.version
      returning id`,
    values: [rows.map((row) => row.id), rows.map((row) => row.version), rows.map((row) => row.erased), rows.map((row) => row.mergedInto), rows.map((row) => JSON.stringify(row))],
  });
  const newest = new Set(applied.map((row) => row.id));
  if (newest.size > 0) storeKeys(tx, rows.filter((row) => newest.has(row.id)));
}

function storeKeys(tx: Tx, customers: readonly CustomerDocument[]): void {
  const ids = customers.map((customer) => customer.id);
  const keys = customers.flatMap((customer) => keysOf(customer).map(([kind, value]) => ({ kind, value, id: customer.id })));
  tx.write({ name: 'view-customer-keys-gone', text: 'delete from customer_key where customer_id = any($1::text[])', values: [ids] });
  if (keys.length > 0) {
    tx.write({
      name: 'view-customer-keys',
      text: `insert into customer_key (kind, value, customer_id) select kind, value, customer_id from unnest($1::text[], $2::text[], $3::text[]) as k(kind, value, customer_id) order by kind, value, customer_id on conflict do nothing`,
      values: [keys.map((key) => key.kind), keys.map((key) => key.value), keys.map((key) => key.id)],
    });
  }
}

function keysOf(customer: CustomerDocument): [string, string][] {
  if (customer.erased) return [];
  return [
    ...customer.emails.map((email): [string, string] => ['email', email.index]),
    ...customer.phones.map((phone): [string, string] => ['phone', phone.index]),
    ...(customer.loyaltyId ? [['loyalty', customer.loyaltyId] as [string, string]] : []),
    ...customer.identities.map((identity): [string, string] => ['identity', `${identity.channel}/${identity.externalId}`]),
    ...(customer.nameIndexes ?? []).map((index): [string, string] => ['name', index]),
  ];
}

function storeMerges(tx: Tx, merges: ViewChanges['merges']): void {
  if (merges.size === 0) return;
  const rows = [...merges];
  tx.write({
    name: 'view-merges',
    text: `insert into merge_view as v (id, survivor, merged, undone, at) select id, survivor, merged, undone, at from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::timestamptz[]) as m(id, survivor, merged, undone, at) order by id
      on conflict (id) do update set undone = v.undone or excluded.undone`,
    values: [rows.map(([id]) => id), rows.map(([, row]) => row.survivor), rows.map(([, row]) => row.merged), rows.map(([, row]) => row.undone), rows.map(([, row]) => row.at)],
  });
}
