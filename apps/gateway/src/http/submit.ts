import { seal, unseal, type Keyring, type Outbound, type SealedValue, type Settlement } from '@onefront/contracts';
import { DomainError, newId } from '@onefront/kernel';
import { MessageTooLarge } from '@onefront/outbox';
import type { KnownRequest, Part, SettledOperation } from '../intake/operation.js';
import { toHttpForm } from '../views/http-form.js';
import type { Viewer } from '../views/viewer.js';
import type { Gateway } from '../gateway.js';
import { notFound, type Call } from './call.js';
import { problemTo } from './explained.js';
import { readResource } from './resources.js';
import { ok, type Answer } from './route.js';

type AnyCall = Call<unknown, unknown, unknown>;

/** What the answer is made of when the settlement brings neither a body nor a row. */
export interface Prepared {
  /** The body as it stands. */
  readonly body?: unknown;
  /** The fulfillment order to show out of the order that was settled. */
  readonly fulfillment?: string;
  /** Sealed members that are shown beside the row: what only the caller is told. */
  readonly beside?: unknown;
  /** Names a part of a batch in its results. */
  readonly item?: unknown;
  /** The id by which the result can be read, and which is shown beside a settlement without a body. */
  readonly customer?: string;
}

/** Accepts one command and answers when its outcome is visible, or with 202 (api.md, conventions). */
export function submit(call: AnyCall, outbound: Outbound, prepared?: Prepared): Promise<Answer> {
  return accept(call, [{ outbound, ...(prepared ? { prepared: JSON.stringify(prepared) } : {}) }], false);
}

/** Accepts several commands as one operation, which is settled when all are; answers with one result per command. */
export function submitBatch(call: AnyCall, parts: readonly { outbound: Outbound; item: unknown }[]): Promise<Answer> {
  return accept(call, parts.map(({ outbound, item }) => ({ outbound, prepared: JSON.stringify({ item } satisfies Prepared) })), true);
}

async function accept(call: AnyCall, parts: readonly Part[], batch: boolean): Promise<Answer> {
  const { gateway, client, route, idempotency } = call;
  const operationId = newId();
  const acceptance = await gateway.intake
    .accept({ operationId, client: client.id, route, parts, batch, ...(idempotency ? { idempotency } : {}) })
    .catch((error: unknown) => {
      if (error instanceof MessageTooLarge) throw new DomainError('too-large', 'too-large', 'The request is larger than what can be handled at once; split it.');
      throw error;
    });
  if (idempotency) idempotency.taken = acceptance.kind === 'known' ? 'by-other' : 'by-us';
  if (acceptance.kind === 'known') return replay(call, acceptance.request);
  if (call.prefer.async) return accepted(operationId, call.now);
  const settled = await gateway.answers.wait(operationId, call.prefer.waitMs);
  return settled ? outcome(gateway, settled, call.viewer) : accepted(operationId, call.now);
}

/** Answers a repeat with the first outcome; one that is in flight is waited for (api.md, conventions). */
export async function replay(call: AnyCall, known: KnownRequest): Promise<Answer> {
  if (known.fingerprint !== call.idempotency!.fingerprint) {
    throw new DomainError('idempotency-key-reused', 'invalid', 'This Idempotency-Key was used for another body.');
  }
  if (known.answer) return replayed({ status: known.answer.status, headers: known.answer.headers, json: known.answer.body });
  if (call.prefer.async) return replayed(accepted(known.operationId, call.now));
  const settled = await call.gateway.answers.wait(known.operationId, call.prefer.waitMs);
  if (settled) return replayed(await outcome(call.gateway, settled, call.viewer));
  const problem = { type: 'https://onefront.dev/problems/in-flight', title: 'In flight', status: 409, detail: 'The first request with this Idempotency-Key has no outcome yet.', retryAfter: 1 };
  return problemAnswer(problem);
}

function replayed(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } };
}

function accepted(id: string, at: Date): Answer {
  return ok({ id, status: 'pending', acceptedAt: at.toISOString() }, { location: `/v1/operations/${id}` }, 202);
}

/** The answer that a settled operation gives, whoever asks and in whichever process. */
export async function outcome(gateway: Gateway, operation: SettledOperation, viewer: Viewer): Promise<Answer> {
  if (operation.children > 0) return batchOutcome(gateway, operation);
  const settlement = operation.settlement!;
  if (settlement.outcome === 'refused') return problemAnswer(await problemTo(gateway, settlement.problem!, viewer));
  const prepared = operation.prepared ? (JSON.parse(operation.prepared) as Prepared) : {};
  const headers: Record<string, string> = settlement.status === 202 ? { location: `/v1/operations/${operation.id}` } : {};
  if (prepared.body !== undefined) return ok(isSealedBody(prepared.body) ? await openBody(gateway.keyring, prepared.body) : prepared.body, headers, settlement.status);
  const body = isSealedBody(settlement.body) ? await openBody(gateway.keyring, settlement.body) : toHttpForm(settlement.body);
  if (body !== undefined && body !== null) return ok(body, headers, settlement.status);
  if (settlement.status === 204) return { status: 204 };
  const answer = await resourceAnswer(gateway, settlement, prepared, viewer);
  if (!isSealedBody(prepared.beside) || answer.json === undefined) return answer;
  return { ...answer, json: JSON.stringify({ ...(JSON.parse(answer.json) as object), ...((await openBody(gateway.keyring, prepared.beside)) as object) }) };
}

async function resourceAnswer(gateway: Gateway, settlement: Settlement, prepared: Prepared, viewer: Viewer): Promise<Answer> {
  const resource = prepared.customer ? { view: 'customer' as const, key: settlement.resource?.key ?? prepared.customer } : settlement.resource;
  if (!resource) return { status: settlement.status === 200 ? 204 : settlement.status };
  if (prepared.fulfillment) {
    const row = await gateway.orders.getFulfillment(prepared.fulfillment, viewer);
    if (row) return { status: settlement.status, json: row.body };
  }
  const row = await readResource(gateway, resource.view, resource.key, viewer);
  if (!row) throw notFound();
  return { status: settlement.status, json: row.body, headers: { etag: `"${row.version}"` } };
}

async function batchOutcome(gateway: Gateway, operation: SettledOperation): Promise<Answer> {
  const children = await gateway.answers.children(operation.id);
  const items = children.map(({ settlement, prepared }) => ({
    ...((JSON.parse(prepared ?? '{}') as Prepared).item as object),
    status: settlement!.status,
    ...(settlement!.problem ? { problem: toHttpForm(settlement!.problem) } : {}),
  }));
  return ok({ items });
}

interface SealedBody { readonly $sealed: SealedValue }

/** Bodies that hold secrets are kept sealed. */
export async function sealBody(keyring: Keyring, body: unknown): Promise<SealedBody> {
  return { $sealed: seal(body, await keyring.newKey()) };
}

async function openBody(keyring: Keyring, { $sealed }: SealedBody): Promise<unknown> {
  const key = (await keyring.keys([$sealed.kid])).get($sealed.kid);
  return key && unseal($sealed, key);
}

function isSealedBody(body: unknown): body is SealedBody {
  return typeof body === 'object' && body !== null && '$sealed' in body;
}

/** A problem as an answer, its `Retry-After` set (RFC 9457). */
export function problemAnswer(problem: { readonly status: number; readonly retryAfter?: number | undefined }): Answer {
  return {
    status: problem.status,
    json: JSON.stringify(toHttpForm(problem)),
    headers: { 'content-type': 'application/problem+json', ...(problem.retryAfter === undefined ? {} : { 'retry-after': String(problem.retryAfter) }) },
  };
}
