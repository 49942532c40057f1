import type { Tx } from '@onefront/outbox';

const EPOCH = 1_000_000_000_000;

/** Lifts versions above what views can have seen before a restore, of everything or of one SKU; the ledger tells the lifted version too. Versions that are high enough stay. */
export async function raiseEpoch(tx: Tx, epoch: number, key: string | undefined): Promise<void> {
  const values = [epoch, key ?? null, `epoch ${epoch}`];
  for (const [table, subject] of [['product', `'product:' || sku`], ['listing', `'listing:' || sku || '/' || channel`]]) {
    await tx.query(
      `with lifted as (update catalog.${table} set version = $1::bigint * ${EPOCH} + version % ${EPOCH} where version > 0 and version < $1::bigint * ${EPOCH} and ($2::text is null or sku = $2) returning *)
       insert into catalog.change (subject, version, document, message_id) select ${subject}, version, document, $3 from lifted`, values);
  }
}
