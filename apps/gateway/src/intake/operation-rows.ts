import type { Settlement } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import type { Database, Emit, Tx } from '@onefront/outbox';
import type { Acceptance, Idempotency, KeptAnswer, KnownRequest, Request } from './operation.js';

/** Sorted, so that two processes that take the same keys wait for each other instead of locking each other out. */
const insertKeys = {
  name: 'idempotency-insert',
  text: `insert into idempotency (client, route, key, fingerprint, operation_id)
    select client, route, key, fingerprint, operation_id from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as i(client, route, key, fingerprint, operation_id)
    order by client, route, key, operation_id
    on conflict (client, route, key) do nothing returning operation_id`,
};
const insertOperations = {
  name: 'operation-insert',
  text: `insert into operation (id, parent, position, children, client, route, status, settled_at, settlement, prepared)
    select id, parent, position, children, client, route, coalesce(settlement::json ->> 'outcome', 'pending'), case when settlement is not null then now() end, settlement::json, prepared
    from unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[]) as o(id, parent, position, children, client, route, settlement, prepared)`,
};
const selectKeys = {
  name: 'idempotency-find',
  text: `select i.client, i.route, i.key, i.fingerprint, i.operation_id, i.answer
    from unnest($1::text[], $2::text[], $3::text[]) as k(client, route, key) join idempotency i using (client, route, key)`,
};
const updateAnswers = {
  name: 'idempotency-answer',
  text: `update idempotency i set answer = a.answer::json
    from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as a(client, route, key, answer)
    where (i.client, i.route, i.key) = (a.client, a.route, a.key) and i.answer is null`,
};

interface OperationRow {
  id: string; parent: string | null; position: number | null; children: number; client: string; route: string; settlement: string | null; prepared: string | null;
}

/** Stores what is new and hands its commands to the outbox; answers per request whether it was new. */
export async function insertRequests(tx: Tx, emit: Emit, requests: readonly Request[]): Promise<Acceptance[]> {
  const lost = await losers(tx, requests);
  const fresh = requests.filter((request) => !lost.has(request));
  for (const request of fresh) await request.effect?.(tx);
  const rows = fresh.flatMap((request) => rowsOf(request, emit));
  if (rows.length > 0) {
    tx.write({
      ...insertOperations,
      values: [rows.map((row) => row.id), rows.map((row) => row.parent), rows.map((row) => row.position), rows.map((row) => row.children),
        rows.map((row) => row.client), rows.map((row) => row.route), rows.map((row) => row.settlement), rows.map((row) => row.prepared)],
    });
  }
  const known = lost.size > 0 ? await read(tx, [...lost].map((request) => request.idempotency!)) : new Map<string, KnownRequest>();
  return requests.map((request) => (lost.has(request) ? { kind: 'known', request: known.get(nameOf(request.idempotency!))! } : { kind: 'accepted' }));
}

/** Requests whose key was taken before, by an older transaction or by a neighbour in this one. */
async function losers(tx: Tx, requests: readonly Request[]): Promise<Set<Request>> {
  const keyed = requests.filter((request) => request.idempotency);
  if (keyed.length === 0) return new Set();
  const { rows } = await tx.query<{ operation_id: string }>({
    ...insertKeys,
    values: [...columns(keyed.map((request) => request.idempotency!)), keyed.map((request) => request.idempotency!.fingerprint), keyed.map((request) => request.operationId)],
  });
  const won = new Set(rows.map((row) => row.operation_id));
  return new Set(keyed.filter((request) => !won.has(request.operationId)));
}

function rowsOf(request: Request, emit: Emit): OperationRow[] {
  const { operationId: id, client, route, parts, settled, traceparent } = request;
  const base = { client, route, parent: null, position: null, children: 0, settlement: null, prepared: null };
  if (settled) return [{ ...base, id, settlement: JSON.stringify({ operationId: id, effects: [], ...settled } satisfies Settlement) }];
  const send = (outbound: Request['parts'][number]['outbound'], operationId: string) => emit({ ...outbound, operationId, correlationId: id, partner: client, ...(traceparent ? { traceparent } : {}) });
  if (!request.batch) {
    const [part] = parts;
    send(part!.outbound, id);
    return [{ ...base, id, prepared: part!.prepared ?? null }];
  }
  const children = parts.map((part, position) => ({ ...base, id: newId(), parent: id, position, prepared: part.prepared ?? null }));
  children.forEach((child, position) => send(parts[position]!.outbound, child.id));
  return [{ ...base, id, children: children.length }, ...children];
}

export async function findKnown(database: Database, keys: readonly Idempotency[]): Promise<(KnownRequest | undefined)[]> {
  const found = await read({ query: (statement) => database.pool.query(statement as never) } as Pick<Tx, 'query'>, keys);
  return keys.map((key) => found.get(nameOf(key)));
}

async function read(tx: Pick<Tx, 'query'>, keys: readonly Idempotency[]): Promise<Map<string, KnownRequest>> {
  const { rows } = await tx.query<{ client: string; route: string; key: string; fingerprint: string; operation_id: string; answer: KeptAnswer | null }>({ ...selectKeys, values: columns(keys) });
  return new Map(rows.map((row) => [nameOf(row), { operationId: row.operation_id, fingerprint: row.fingerprint, ...(row.answer ? { answer: row.answer } : {}) }]));
}

export async function keepAnswers(database: Database, answers: readonly { idempotency: Idempotency; answer: KeptAnswer }[]): Promise<void[]> {
  await database.read({ ...updateAnswers, values: [...columns(answers.map((one) => one.idempotency)), answers.map((one) => JSON.stringify(one.answer))] });
  return answers.map(() => undefined);
}

function columns(keys: readonly Idempotency[]): string[][] {
  return [keys.map((key) => key.client), keys.map((key) => key.route), keys.map((key) => key.key)];
}

function nameOf(key: Pick<Idempotency, 'client' | 'route' | 'key'>): string {
  return `${key.client}\n${key.route}\n${key.key}`;
}
