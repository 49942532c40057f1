import { OnefrontUnreachable } from './problem.js';
import { mayRepeatAnswered, mayRepeatUnanswered, pause, pauseBefore, type Sent } from './retry.js';
import type { Tokens } from './token.js';

export interface Patience {
  /** Milliseconds for one attempt until its headers are there, and until its body is read. Default 30,000. */
  readonly timeoutMs?: number;
  /** Attempts after the first. Default 5; 0 sends once. */
  readonly retries?: number;
}

export const usualPatience = { timeoutMs: 30_000, retries: 5 } as const;
export type Fetch = (request: Request) => Promise<Response>;

/** Makes the request anew for every attempt: a body can be sent only once. */
export type Make = () => Request;

/** Sends a request with a bearer token; one that is not accepted any more is replaced, once. */
export async function sendSignedIn(fetch: Fetch, tokens: Tokens, make: Make, patience: Patience): Promise<Response> {
  const withToken = async () => {
    const value = await tokens.bearer();
    return { value, response: await sendPatiently(fetch, () => authorised(make(), value), patience) };
  };
  const first = await withToken();
  if (first.response.status !== 401) return first.response;
  await first.response.body?.cancel();
  tokens.refused(first.value);
  return (await withToken()).response;
}

function authorised(request: Request, token: string): Request {
  request.headers.set('authorization', `Bearer ${token}`);
  return request;
}

/**
 * Sends a request, again where that is safe (`retry.ts`). Resolves with the last answer, whatever its status. Rejects with `OnefrontUnreachable`
 * when there was none, and with the signal's reason when the caller aborted.
 */
export async function sendPatiently(fetch: Fetch, make: Make, { timeoutMs = usualPatience.timeoutMs, retries = usualPatience.retries }: Patience): Promise<Response> {
  for (let attempt = 0; ; attempt += 1) {
    const request = make();
    const { method, headers, signal } = request;
    const sent: Sent = { method, keyed: headers.has('idempotency-key'), conditional: headers.has('if-match') || headers.has('if-none-match') };
    const last = attempt >= retries;
    let wait: number | undefined;
    try {
      const response = await fetch(new Request(request, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) }));
      if (last || response.ok || !mayRepeatAnswered(sent, response.status, await typeOf(response))) return response;
      wait = pauseBefore(attempt, response.headers.get('retry-after'), Math.random());
      if (wait === undefined) return response;
      await response.body?.cancel();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (last || !mayRepeatUnanswered(sent)) throw new OnefrontUnreachable(`${method} ${request.url}`, error);
      wait = pauseBefore(attempt, null, Math.random());
    }
    await pause(wait ?? 0, signal);
  }
}

/** Only a 409 has to be looked into; its body stays readable for the caller. */
async function typeOf(response: Response): Promise<string | undefined> {
  if (response.status !== 409) return undefined;
  const { type } = (await response.clone().json().catch(() => ({}))) as { type?: string };
  return type;
}
