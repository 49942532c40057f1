import type { Database } from '@onefront/outbox';
import { readAs } from '../persistence/behind-wall.js';
import type { Viewer } from '../views/viewer.js';
import { ENTRY_COLUMNS, GENESIS, recordOf, type StoredEntry } from './entry.js';

/** What is looked for; all must hold. */
export interface AuditQuestion {
  readonly subject?: string | undefined;
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  readonly trace?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** An entry with its place in the chain; `body` is the JSON that is shown. */
export interface Placed {
  readonly position: number;
  readonly body: string;
}

type Row = StoredEntry & { position: string; hash: Buffer; previous: Buffer | null };

/** The entry before it is not there when a seal has taken it away; then the seal has its hash. */
const PLACED = `l.position, l.hash, coalesce(
  (select p.hash from audit.link p where p.position = l.position - 1), (select s.hash from audit.seal s where s.position = l.position - 1)) as previous, ${ENTRY_COLUMNS.map((column) => `e.${column}`).join(', ')}`;

/** Reads the audit. Only what has its place in the chain is there, so that pages are stable; that takes a fraction of a second. */
export class Audit {
  constructor(private readonly database: Database) {}

  /** Newest first. A partner sees what it did itself. */
  async list(question: AuditQuestion, { before, limit }: { before?: number | undefined; limit: number }, viewer: Viewer): Promise<Placed[]> {
    const { rows } = await readAs<Row>(this.database, viewer.wall, {
      text: `select ${PLACED} from audit.link l join audit.entry e on e.id = l.entry
        where ${conditionsOf(question, viewer)} and l.position < $7 order by l.position desc limit $8`,
      values: [...valuesOf(question, viewer), before ?? Number.MAX_SAFE_INTEGER, limit],
    });
    return rows.map(placed);
  }

  async get(position: number, viewer: Viewer): Promise<Placed | undefined> {
    const { rows: [row] } = await readAs<Row>(this.database, viewer.wall, {
      name: 'audit-read', text: `select ${PLACED} from audit.link l join audit.entry e on e.id = l.entry where l.position = $1 and ($2::text is null or l.client = $2)`, values: [position, viewer.wall?.client ?? null],
    });
    return row && placed(row);
  }

  /** The chain as it stands, oldest first, in slices. */
  async *slices({ after, to }: { after: number; to: number }, viewer: Viewer): AsyncGenerator<Placed[]> {
    for (let position = after; position < to; ) {
      const { rows } = await readAs<Row>(this.database, viewer.wall, {
        name: 'audit-slice', text: `select ${PLACED} from audit.link l join audit.entry e on e.id = l.entry where l.position > $1 and l.position <= $2 and ($3::text is null or l.client = $3) order by l.position limit 500`, values: [position, to, viewer.wall?.client ?? null],
      });
      if (rows.length === 0) return;
      yield rows.map(placed);
      position = Number(rows.at(-1)!.position);
    }
  }
}

/** Written out, not as one statement for all questions: each finds its own index. */
function conditionsOf({ subject, type, actor, trace, from, to }: AuditQuestion, viewer: Viewer): string {
  const given = (value: unknown, condition: string, parameter: string) => (value === undefined ? `${parameter} is null` : condition);
  return [
    given(subject, 'l.subject_id = $1', '$1::text'), given(type, 'l.subject_type = $2', '$2::text'), given(actor ?? viewer.wall?.client, 'l.client = $3', '$3::text'),
    given(trace, 'l.trace = $4', '$4::text'), given(from, 'l.at >= $5', '$5::timestamptz'), given(to, 'l.at < $6', '$6::timestamptz'),
    ...(viewer.wall && actor !== undefined && actor !== viewer.wall.client ? ['false'] : []),
  ].join(' and ');
}

function valuesOf({ subject, type, actor, trace, from, to }: AuditQuestion, viewer: Viewer): unknown[] {
  return [subject ?? null, type ?? null, actor ?? viewer.wall?.client ?? null, trace ?? null, from ?? null, to ?? null];
}

/** Behind the wall the entry before is another's; a partner can hold its own entries against nothing but their hash. */
function placed(row: Row): Placed {
  const position = Number(row.position);
  const previous = row.previous ?? (position === 1 ? GENESIS : null);
  return { position, body: `{"position":${position},"hash":"${row.hash.toString('hex')}","previousHash":${previous ? `"${previous.toString('hex')}"` : 'null'},${recordOf(row).slice(1)}` };
}
