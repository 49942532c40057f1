import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { Pool, type Dispatcher } from 'undici';

/** What `npm start` writes to `var/credentials.json`. */
export interface Credentials {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export function readCredentials(file: string): Credentials {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`There is no credentials file at ${file}. Start Onefront first (npm start), or name another file with --credentials.`);
  }
  const value = JSON.parse(text) as Partial<Credentials>;
  if (!value.baseUrl || !value.clientId || !value.clientSecret) throw new Error(`${file} does not hold baseUrl, clientId and clientSecret.`);
  return value as Credentials;
}

export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface CallOptions {
  /** Makes a POST safe to repeat; a fresh key per call by default. */
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that the caller did not expect, with the problem's own words. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
  constructor(readonly method: string, readonly path: string, readonly answer: Answer) {
    super(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)?.slice(0, 600)}`);
  }
}

const RETRIES = 60;

/**
 * Calls the gateway as a partner would: signs in, keeps connections, repeats what may be repeated.
 * 429, 503, a broken connection and `in-flight` are tried again with the same idempotency key, with growing pauses up to 2 s, for about two minutes.
 */
export class ApiClient {
  private readonly pool: Pool;
  private token: { value: string; until: number } | undefined;
  private signingIn: Promise<string> | undefined;

  constructor(private readonly credentials: Credentials, connections = 32) {
    this.pool = new Pool(credentials.baseUrl, { connections, pipelining: 1, keepAliveTimeout: 30_000, headersTimeout: 60_000, bodyTimeout: 60_000 });
  }

  get<T = unknown>(path: string): Promise<Answer<T>> {
    return this.call<T>('GET', path);
  }

  put<T = unknown>(path: string, body: unknown, options?: CallOptions): Promise<Answer<T>> {
    return this.call<T>('PUT', path, body, options);
  }

  post<T = unknown>(path: string, body: unknown, options: CallOptions = {}): Promise<Answer<T>> {
    return this.call<T>('POST', path, body, { idempotencyKey: randomUUID(), ...options });
  }

  /** Sends a body as it is read, once: what broke in the middle is for the caller to begin again. */
  async stream<T = unknown>(path: string, body: Readable, headers: Readonly<Record<string, string>>): Promise<Answer<T>> {
    const response = await this.pool.request({ method: 'POST', path, body, headers: { authorization: `Bearer ${await this.bearer()}`, accept: 'application/json', ...headers }, headersTimeout: 600_000 });
    return { status: response.statusCode, headers: response.headers, body: (await response.body.json()) as T };
  }

  /** A file as it comes; its body is for the caller to read to the end. */
  async download(path: string): Promise<{ readonly status: number; readonly body: Dispatcher.ResponseData['body'] }> {
    const { statusCode, body } = await this.pool.request({ method: 'GET', path, headers: { authorization: `Bearer ${await this.bearer()}` } });
    return { status: statusCode, body };
  }

  /** Like `post` or `put`, but any status other than the expected ones throws `UnexpectedAnswer`. */
  async expect<T = unknown>(statuses: readonly number[], method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, options?: CallOptions): Promise<Answer<T>> {
    const keyed = method === 'POST' ? { idempotencyKey: randomUUID(), ...options } : options;
    const answer = await this.settled(await this.call<T>(method, path, body, keyed));
    if (!statuses.includes(answer.status)) throw new UnexpectedAnswer(method, path, answer);
    return answer;
  }

  async call<T = unknown>(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Answer<T>> {
    for (let attempt = 0; ; attempt += 1) {
      let answer: Answer<T> | undefined;
      try {
        answer = await this.once<T>(method, path, body, options);
      } catch (error) {
        if (attempt >= RETRIES || error instanceof FatalSignIn) throw error;
      }
      if (answer && (attempt >= RETRIES || !this.mayRepeat(answer))) return answer;
      await pause(answer, attempt);
    }
  }

  /** A write that takes longer than the caller waits is answered 202; its operation is asked until it is settled. */
  private async settled<T>(answer: Answer<T>): Promise<Answer<T>> {
    const operation = answer.body as { id?: string; status?: string } | undefined;
    if (answer.status !== 202 || operation?.status !== 'pending') return answer;
    for (let attempt = 0; ; attempt += 1) {
      await pause(undefined, Math.min(attempt, 4));
      const { body } = await this.call<{ status: string; resource?: T; problem?: { status: number } }>('GET', `/v1/operations/${operation.id}`);
      if (body.status === 'done') return { status: 200, body: body.resource as T, headers: answer.headers };
      if (body.status === 'refused') return { status: body.problem!.status, body: body.problem as T, headers: answer.headers };
    }
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private mayRepeat(answer: Answer): boolean {
    if (answer.status === 401) {
      this.token = undefined;
      return true;
    }
    const type = (answer.body as { type?: string } | null)?.type ?? '';
    return answer.status === 429 || answer.status === 503 || (answer.status === 409 && type.endsWith('/in-flight'));
  }

  private async once<T>(method: string, path: string, body: unknown, options: CallOptions): Promise<Answer<T>> {
    const headers: Record<string, string> = { authorization: `Bearer ${await this.bearer()}`, accept: 'application/json', ...options.headers };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey;
    const response = await this.pool.request({ method: method as 'GET', path, headers, body: body === undefined ? null : JSON.stringify(body) });
    const text = await response.body.text();
    return { status: response.statusCode, headers: response.headers, body: (text === '' ? undefined : JSON.parse(text)) as T };
  }

  private async bearer(): Promise<string> {
    if (this.token && this.token.until > Date.now()) return this.token.value;
    this.signingIn ??= this.signIn().finally(() => { this.signingIn = undefined; });
    return this.signingIn;
  }

  private async signIn(): Promise<string> {
    const { clientId, clientSecret } = this.credentials;
    const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
    const response = await this.pool.request({ method: 'POST', path: '/oauth/token', headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=client_credentials' });
    const body = (await response.body.json()) as { access_token?: string; expires_in?: number; error?: string; error_description?: string };
    if (response.statusCode === 401 || response.statusCode === 400) throw new FatalSignIn(`The gateway did not accept the credentials: ${body.error_description ?? body.error}`);
    if (!body.access_token) throw new Error(`POST /oauth/token answered ${response.statusCode}`);
    this.token = { value: body.access_token, until: Date.now() + ((body.expires_in ?? 60) - 30) * 1000 };
    return this.token.value;
  }
}

class FatalSignIn extends Error {
  override readonly name = 'FatalSignIn';
}

/** Waits as long as the answer asks (`Retry-After`, seconds), else 50 ms doubling up to 2 s. */
async function pause(answer: Answer | undefined, attempt: number): Promise<void> {
  const asked = Number(answer?.headers['retry-after']);
  const milliseconds = Number.isFinite(asked) && asked > 0 ? Math.min(asked * 1000, 5000) : Math.min(50 * 2 ** attempt, 2000);
  await new Promise((resolve) => setTimeout(resolve, answer?.status === 401 ? 0 : milliseconds));
}
