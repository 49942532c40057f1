import { Pool } from 'undici';
import type { Body } from '@onefront/e2e';

/** What one request came to. Without `status` the connection ended, or 15 s passed, without an answer. */
export interface Sent {
  readonly status?: number;
  readonly body?: Body;
  readonly location?: string;
  /** Seconds, when the gateway names them. */
  readonly retryAfter?: number;
  /** Last word of the problem's `type`, or the code of the connection's error. */
  readonly problem?: string;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  readonly idempotencyKey?: string;
  /** Answered 202 as soon as it is stored. */
  readonly respondAsync?: boolean;
}

export interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** How long a careful shop waits for an answer before it asks elsewhere. Above what the gateway itself waits (`Prefer: wait=5`). */
const ANSWERED_WITHIN_MS = 15_000;

/** One gateway process as a partner sees it: signs in, keeps connections. Never repeats by itself, and never rejects. */
export class Gateway {
  private readonly pool: Pool;
  private token: { readonly value: string; readonly until: number } | undefined;
  private signingIn: Promise<string> | undefined;

  constructor(url: string, private readonly client: Client, connections: number) {
    this.pool = new Pool(url, { connections, pipelining: 1, keepAliveTimeout: 30_000, connectTimeout: 3_000, headersTimeout: ANSWERED_WITHIN_MS, bodyTimeout: ANSWERED_WITHIN_MS });
  }

  async send(request: Request): Promise<Sent> {
    try {
      const sent = await this.once(request);
      if (sent.status !== 401) return sent;
      this.token = undefined;
      return await this.once(request);
    } catch (error) {
      return { problem: codeOf(error) };
    }
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }

  private async once({ method, path, body, idempotencyKey, respondAsync }: Request): Promise<Sent> {
    const headers: Record<string, string> = { authorization: `Bearer ${await this.bearer()}`, accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (idempotencyKey) headers['idempotency-key'] = idempotencyKey;
    if (respondAsync) headers['prefer'] = 'respond-async';
    const response = await this.pool.request({ method, path, headers, body: body ?? null });
    const text = await response.body.text();
    return sentOf(response.statusCode, response.headers, text === '' ? undefined : (JSON.parse(text) as Body));
  }

  private async bearer(): Promise<string> {
    if (this.token && this.token.until > Date.now()) return this.token.value;
    this.signingIn ??= this.signIn().finally(() => { this.signingIn = undefined; });
    return this.signingIn;
  }

  private async signIn(): Promise<string> {
    const basic = Buffer.from(`${encodeURIComponent(this.client.clientId)}:${encodeURIComponent(this.client.clientSecret)}`).toString('base64');
    const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' };
    const response = await this.pool.request({ method: 'POST', path: '/oauth/token', headers, body: 'grant_type=client_credentials' });
    const body = (await response.body.json()) as { access_token?: string; expires_in?: number };
    if (!body.access_token) throw Object.assign(new Error('no token'), { code: `SIGN_IN_${response.statusCode}` });
    this.token = { value: body.access_token, until: Date.now() + ((body.expires_in ?? 60) - 30) * 1000 };
    return this.token.value;
  }
}

function sentOf(status: number, headers: Readonly<Record<string, string | string[] | undefined>>, body: Body): Sent {
  const problem = status >= 400 ? lastWord(body?.type) : undefined;
  const location = headers['location'];
  const retryAfter = Number(headers['retry-after']);
  return { status, body, ...(problem ? { problem } : {}), ...(typeof location === 'string' ? { location } : {}), ...(retryAfter > 0 ? { retryAfter } : {}) };
}

/** `https://.../out-of-stock` -> `out-of-stock`. */
export const lastWord = (type: unknown): string | undefined => (typeof type === 'string' ? type.split('/').at(-1) : undefined);

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? (error as Error).name;
