import type { Tx } from '@onefront/outbox';
import { canonical, type Entry } from './entry.js';

const APPEND = {
  name: 'audit-append',
  text: `with written as (
      insert into audit.entry (at, action, service, client, staff, subject_type, subject_id, version, previous_version, trace, operation, message, changes)
      select at, action, service, client, staff, subject_type, subject_id, version, previous_version, trace, operation, message, changes
      from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::text[], $13::text[]) with ordinality
        as e(at, action, service, client, staff, subject_type, subject_id, version, previous_version, trace, operation, message, changes, n) order by n
      on conflict (subject_id, subject_type, version) where version is not null do nothing returning id)
    insert into audit.pending (entry) select id from written`,
};

/** Entries in the transaction of what they tell, by one statement. A version of a subject that was told before is not told again. */
export function appendEntries(tx: Tx, entries: readonly Entry[]): void {
  if (entries.length === 0) return;
  const column = <T>(of: (entry: Entry) => T | undefined) => entries.map((entry) => of(entry) ?? null);
  tx.write({
    ...APPEND,
    values: [
      column((entry) => entry.at), column((entry) => entry.action), column((entry) => entry.actor.service), column((entry) => entry.actor.client),
      column((entry) => entry.actor.staff && canonical(entry.actor.staff)), column((entry) => entry.subject.type), column((entry) => entry.subject.id), column((entry) => entry.version),
      column((entry) => entry.previousVersion), column((entry) => entry.trace), column((entry) => entry.operation), column((entry) => entry.message), column((entry) => canonical(entry.changes)),
    ],
  });
}
