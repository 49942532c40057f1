import { awaitsAnswer, type Received } from './received.js';
import type { Tx } from './work.js';

/**
 * One statement for steps 2 and 3. The keys of this batch that are parked are share-locked, so that a release of theirs is either
 * done or has yet to come; the other messages enter the inbox in sorted order, so that two batches cannot deadlock.
 * An almost empty `parked_key` costs this statement nothing measurable, so no counter of parked keys has to be kept true.
 */
const admit = {
  name: 'inbox-admit',
  text: `with parked as materialized (
      select key from messaging.parked_key where consumer = $1 and key = any($2::text[]) order by key for share
    ), fresh as (
      insert into messaging.inbox (consumer, message_id)
      select $1, m.id from unnest($3::text[], $4::text[]) as m(id, key) where m.key not in (select key from parked) order by m.id
      on conflict do nothing returning message_id
    )
    select message_id as fresh, null as parked from fresh union all select null, key from parked`,
};

export interface Admission {
  readonly fresh: Received[];
  /** Commands that are new as messages, but whose operation was accepted before: to be answered, not applied. */
  readonly repeated: Received[];
  readonly parked: Received[];
  readonly duplicates: number;
}

/** Takes out duplicates and what belongs to parked keys. `ignoreParked`: for a release, which holds its key itself. */
export async function enterInbox(tx: Tx, consumer: string, candidates: readonly Received[], ignoreParked = false): Promise<Admission> {
  const admission: Admission = { fresh: [], repeated: [], parked: [], duplicates: 0 };
  if (candidates.length === 0) return admission;
  const rows = new Map<string, string>();
  for (const { message, handled } of candidates) {
    if (!handled) continue;
    rows.set(message.id, message.key);
    if (awaitsAnswer(message)) rows.set(operationRow(message.operationId), message.key);
  }
  const keys = ignoreParked ? [] : [...new Set(candidates.map((one) => one.message.key))];
  const result = await tx.query<{ fresh: string | null; parked: string | null }>({ ...admit, values: [consumer, keys, [...rows.keys()], [...rows.values()]] });
  const fresh = new Set<string>();
  const parked = new Set<string>();
  for (const row of result.rows) {
    if (row.fresh !== null) fresh.add(row.fresh);
    if (row.parked !== null) parked.add(row.parked);
  }
  return sort(candidates, fresh, parked);
}

function sort(candidates: readonly Received[], fresh: Set<string>, parkedKeys: Set<string>): Admission {
  const sorted = { fresh: [] as Received[], repeated: [] as Received[], parked: [] as Received[], duplicates: 0 };
  for (const one of candidates) {
    const { message } = one;
    if (parkedKeys.has(message.key)) sorted.parked.push(one);
    else if (!one.handled) sorted.fresh.push(one);
    // `delete`: an id that occurs twice in one batch is fresh once.
    else if (!fresh.delete(message.id)) sorted.duplicates++;
    else if (awaitsAnswer(message) && !fresh.delete(operationRow(message.operationId))) sorted.repeated.push(one);
    else sorted.fresh.push(one);
  }
  return sorted;
}

/** An operation is accepted once by a consumer, whatever the ids of the messages that ask for it. */
function operationRow(operationId: string): string {
  return `operation/${operationId}`;
}

/** Marks a message as done without doing it: a later delivery is a duplicate. */
export async function markDone(tx: Tx, consumer: string, messageId: string): Promise<void> {
  await tx.query(`insert into messaging.inbox (consumer, message_id) values ($1, $2) on conflict do nothing`, [consumer, messageId]);
}
