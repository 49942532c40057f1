import type { Saboteur } from './saboteur.js';

const transaction = 'libs/outbox/dist/transaction.js';
const rows = 'libs/outbox/dist/outbox-rows.js';

export const earlyId: Saboteur = {
  name: 'early-id',
  about: 'ids of outbox rows are drawn when the transaction begins, before it has the locks of what it changes: their order is not that of the commits',
  provokedBy: 'two processes that change the same SKU at the same time',
  faults: ['broker-latency', 'kill'],
  caughtBy: ['I9', 'I10'],
  edits: [
    {
      file: transaction,
      find: 'tx.write(\'begin\');',
      replace: 'tx.write(\'begin\');\n        const ids = (await tx.query(`select nextval(\'messaging.outbox_id_seq\') as id from generate_series(1, 200)`)).rows.map((row) => row.id);',
    },
    { file: transaction, find: 'writeOutbox)(tx, service, outbound);', replace: 'writeOutbox)(tx, service, outbound, ids);' },
    { file: rows, find: 'function writeOutbox(tx, service, outbound) {', replace: 'function writeOutbox(tx, service, outbound, ids = []) {' },
    {
      file: rows,
      find: `insert into messaging.outbox (bucket, topic, key, headers, value)
    select bucket, topic, key, headers::jsonb, value
    from unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::bytea[]) with ordinality as m(bucket, topic, key, headers, value, position)`,
      replace: `insert into messaging.outbox (bucket, id, topic, key, headers, value) overriding system value
    select bucket, coalesce(id, nextval('messaging.outbox_id_seq')), topic, key, headers::jsonb, value
    from unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bigint[]) with ordinality as m(bucket, topic, key, headers, value, id, position)`,
    },
    { file: rows, find: 'encoded.map((one) => JSON.stringify(one.headers)), encoded.map((one) => one.value),', replace: 'encoded.map((one) => JSON.stringify(one.headers)), encoded.map((one) => one.value), encoded.map((one, index) => ids[index] ?? null),' },
  ],
};
