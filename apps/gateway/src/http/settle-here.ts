import { newId } from '@onefront/kernel';
import type { Tx } from '@onefront/outbox';
import { asNow } from '../audit/own-changes.js';
import { replay, sealBody } from './submit.js';
import type { Call } from './call.js';
import { ok, type Answer } from './route.js';

/** What the gateway does itself: the answer that is known beforehand, and the change that makes it true. */
export interface OwnWork {
  readonly status: number;
  /** Holds secrets or personal data: kept sealed for repeats. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Runs in one transaction with the record of the request. What it throws refuses the request, and nothing has happened. */
  readonly effect: (tx: Tx) => Promise<void>;
}

/** Under an Idempotency-Key once, however many ask at the same time: whoever comes second is answered with the first outcome, and its own work is not done. */
export async function settleHere(call: Call<unknown, unknown, unknown>, { status, body, headers = {}, effect }: OwnWork): Promise<Answer> {
  const { gateway, client, route, idempotency } = call;
  if (!idempotency) {
    await gateway.database.transact(effect);
    return ok(body, headers, status);
  }
  const settled = { outcome: 'done' as const, status, body: await sealBody(gateway.keyring, body) };
  const acceptance = await gateway.intake.accept({ operationId: newId(), client: client.id, route, idempotency, parts: [], settled, effect: asNow(effect) });
  idempotency.taken = acceptance.kind === 'known' ? 'by-other' : 'by-us';
  return acceptance.kind === 'known' ? replay(call, acceptance.request) : ok(body, headers, status);
}
