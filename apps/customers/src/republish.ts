import type { Database } from '@onefront/outbox';
import { customerChanged, message } from '@onefront/contracts';
import { compose } from './domain/compose.js';
import { loadPeople } from './persistence/people.repository.js';

const PAGE = 200;

/** Tells the current picture of every person again (or of one). Returns how many were told. */
export async function republishCustomers(database: Database, options: { key?: string } = {}): Promise<number> {
  let told = 0;
  let after = '';
  for (;;) {
    const ids = await database.transact(async (tx, emit) => {
      const { rows } = await tx.query<{ id: string }>({ text: `select id from customers.customer where id > $1 and ($2::text is null or id = $2) order by id limit ${PAGE}`, values: [after, options.key ?? null] });
      const page = rows.map((row) => row.id);
      const people = await loadPeople(tx, [], page);
      for (const id of page) {
        const record = people.records.get(id)!;
        emit(message(customerChanged, { key: id, version: record.version, data: { customer: compose(people, record) } }));
      }
      return page;
    });
    told += ids.length;
    if (ids.length < PAGE) return told;
    after = ids.at(-1)!;
  }
}
