import type { Check, Database } from '@onefront/outbox';
import { ENTRY_COLUMNS, GENESIS, nextHash, recordOf, type StoredEntry } from './entry.js';
import type { Head } from './chain.js';

const SLICE = 2_000;

type Reading = Pick<Database, 'read'>;
type LinkRow = StoredEntry & {
  position: string; hash: Buffer; entry: string | null; link_at: Date; link_client: string | null; link_type: string; link_id: string; link_trace: string | null;
};

export interface Walk {
  /** Heads that somebody kept outside: each must still be in the chain. */
  readonly anchors?: readonly Head[];
  /** A head up to which the chain was verified before; what lies before it is not looked at again. */
  readonly after?: Head;
}

export interface Walked {
  /** How many links were looked at. */
  readonly count: number;
  readonly firstBad?: string;
  /** What to keep outside: an anchor for the next time. */
  readonly head: Head;
}

/**
 * Follows the chain from its beginning, its newest seal or `after`, in slices of bounded memory, and names the first entry that was altered, removed, put in
 * or moved. The end is held against the head and the anchors: an end that was cut off together with the head shows only by an anchor from outside.
 */
export async function walkAudit(database: Reading, { anchors = [], after }: Walk = {}): Promise<Walked> {
  const start = await startOf(database, after);
  const { rows: [stored] } = await database.read<{ position: string; hash: Buffer }>({ text: 'select position, hash from audit.head' });
  const wanted = new Map(anchors.map(({ position, hash }) => [position, hash]));
  let { position, hash } = start;
  let count = 0;
  const bad = (firstBad: string): Walked => ({ count, firstBad, head: { position, hash: hash.toString('hex') } });
  for (;;) {
    const { rows } = await database.read<LinkRow>(slice(position));
    for (const row of rows) {
      const problem = problemOf(row, position + 1, hash);
      if (problem) return bad(problem);
      position += 1;
      hash = row.hash;
      count += 1;
      const anchor = wanted.get(position);
      if (anchor !== undefined && anchor !== hash.toString('hex')) return bad(`position ${position}: another hash than the anchor that was kept, so the chain was written anew`);
    }
    if (rows.length < SLICE) break;
  }
  if (position < Number(stored!.position) || (position === Number(stored!.position) && !hash.equals(stored!.hash))) return bad(`position ${position + 1}: the end of the chain was removed, its head stands at ${stored!.position}`);
  const cut = anchors.find((anchor) => anchor.position > position);
  if (cut) return bad(`position ${position + 1}: the end of the chain was removed, an anchor stands at ${cut.position}`);
  return { count, head: { position, hash: hash.toString('hex') } };
}

async function startOf(database: Reading, after: Head | undefined): Promise<{ position: number; hash: Buffer }> {
  if (after) return { position: after.position, hash: Buffer.from(after.hash, 'hex') };
  const { rows: [seal] } = await database.read<{ position: string; hash: Buffer }>({ text: 'select position, hash from audit.seal order by position desc limit 1' });
  return seal ? { position: Number(seal.position), hash: seal.hash } : { position: 0, hash: GENESIS };
}

function slice(after: number) {
  return {
    text: `select l.position, l.hash, l.at as link_at, l.client as link_client, l.subject_type as link_type, l.subject_id as link_id, l.trace as link_trace, e.id as entry, ${ENTRY_COLUMNS.map((column) => `e.${column}`).join(', ')}
      from (select * from audit.link where position > $1 order by position limit ${SLICE}) l left join audit.entry e on e.id = l.entry order by l.position`,
    values: [after],
  };
}

function problemOf(row: LinkRow, expected: number, previous: Buffer): string | undefined {
  const position = Number(row.position);
  if (position !== expected) return `position ${expected}: removed`;
  if (row.entry === null) return `position ${position}: its entry was removed`;
  const what = `${row.action} of ${row.subject_type} ${row.subject_id}`;
  if (!nextHash(previous, recordOf(row)).equals(row.hash)) return `position ${position}: altered, put in or moved (now ${what})`;
  const same = row.link_at.getTime() === row.at.getTime() && row.link_client === row.client && row.link_type === row.subject_type && row.link_id === row.subject_id && row.link_trace === row.trace;
  return same ? undefined : `position ${position}: listed under another subject, client, trace or time than its entry has (${what})`;
}

/** For `onefront verify`: the whole chain, entries beside it, and the views against it. Reads only. */
export async function verifyAudit(database: Reading, walk: Walk = {}): Promise<Check[]> {
  const { count, firstBad } = await walkAudit(database, walk);
  return [
    { name: 'gateway: the audit is one unbroken chain', ok: firstBad === undefined, count, ...(firstBad ? { firstBad } : {}) },
    ...(await ask(database)),
  ];
}

const KEPT = ['entry:keep', 'entry:keep_unsealed', 'link:keep', 'link:keep_unsealed', 'seal:keep'];

async function ask(database: Reading): Promise<Check[]> {
  const questions = [
    {
      name: 'gateway: no entry stands beside the audit\'s chain',
      text: `select (select count(*)::int from audit.pending) as count, (select e.id || ': ' || e.action || ' of ' || e.subject_id from audit.entry e
        where not exists (select 1 from audit.link l where l.entry = e.id) and not exists (select 1 from audit.pending p where p.entry = e.id) order by e.id limit 1) as first_bad`,
    },
    {
      // Of subjects that the audit knows: what was shown before it began has no entry. Said as `entry_version` is, or each order is looked for in all entries (100,000 orders: not within half an hour).
      name: 'gateway: no order changed without an entry in the audit',
      text: `select (select count(*)::int from order_view) as count, (select v.id || ' version ' || v.version from order_view v
        where exists (select 1 from audit.entry e where e.subject_type = 'order' and e.subject_id = v.id collate "default" and e.version is not null)
          and not exists (select 1 from audit.entry e where e.subject_type = 'order' and e.subject_id = v.id collate "default" and e.version = v.version) order by 1 limit 1) as first_bad`,
    },
    {
      name: 'gateway: the audit\'s own walls stand',
      text: `select ${KEPT.length} as count, (select wanted from unnest($1::text[]) wanted where not exists (select 1 from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'audit' and c.relname || ':' || t.tgname = wanted and t.tgenabled in ('O', 'A')) order by 1 limit 1) as first_bad`,
      values: [KEPT],
    },
  ];
  const checks: Check[] = [];
  for (const { name, ...statement } of questions) {
    const { rows: [row] } = await database.read<{ count: number; first_bad: string | null }>(statement);
    checks.push({ name, ok: row!.first_bad === null, count: row!.count, ...(row!.first_bad === null ? {} : { firstBad: row!.first_bad }) });
  }
  return checks;
}
