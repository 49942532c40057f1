/** The gateway could not give a definite answer: not there, busy, or not settled yet. Ask again with the same key. */
export class GatewayUnsettled extends Error {
  override readonly name = 'GatewayUnsettled';
  constructor(detail: string, /** Milliseconds to wait, when it said so. */ readonly retryAfterMs?: number) {
    super(detail);
  }
}

export interface GatewaySettings {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A definite answer. */
export interface GatewayAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Seconds. */
  readonly retryAfter: number | undefined;
}

const PATIENCE_MS = 20_000;

/** Calls the gateway as a partner: the one door. Errors never carry a request's body, for it holds personal data. */
export class GatewayClient {
  private token: { value: string; until: number } | undefined;
  private signingIn: Promise<string> | undefined;

  constructor(private readonly settings: GatewaySettings) {}

  /** Throws `GatewayUnsettled` for 401, 429, 5xx, 202, an in-flight repeat and no answer at all; anything else is definite. */
  async post(path: string, body: unknown, call: { readonly idempotencyKey: string; readonly signal?: AbortSignal | undefined }): Promise<GatewayAnswer> {
    return this.call('POST', path, { body, ...call });
  }

  async get(path: string, signal?: AbortSignal): Promise<GatewayAnswer> {
    return this.call('GET', path, { signal });
  }

  private async call(method: string, path: string, { body, idempotencyKey, signal }: { body?: unknown; idempotencyKey?: string; signal?: AbortSignal | undefined }): Promise<GatewayAnswer> {
    const response = await this.send(path, {
      method, body: body === undefined ? null : JSON.stringify(body), signal: patience(signal),
      headers: {
        authorization: `Bearer ${await this.bearer()}`, accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(idempotencyKey ? { 'idempotency-key': idempotencyKey, prefer: 'wait=10' } : {}),
      },
    });
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    const text = await response.text().catch((error: Error) => { throw new GatewayUnsettled(`${method} ${path}: the answer broke off (${error.name})`); });
    const answer: GatewayAnswer = { status: response.status, body: parse(text), retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined };
    if (answer.status === 401) this.token = undefined;
    if (isDefinite(answer)) return answer;
    throw new GatewayUnsettled(`${method} ${path.split('?')[0]} answered ${answer.status}`, answer.retryAfter === undefined ? undefined : answer.retryAfter * 1000);
  }

  private async send(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(new URL(path, this.settings.url), init);
    } catch (error) {
      throw new GatewayUnsettled(`${init.method} ${path.split('?')[0]}: no answer (${(error as Error).name})`);
    }
  }

  private bearer(): Promise<string> | string {
    if (this.token && this.token.until > Date.now()) return this.token.value;
    this.signingIn ??= this.signIn().finally(() => { this.signingIn = undefined; });
    return this.signingIn;
  }

  private async signIn(): Promise<string> {
    const { clientId, clientSecret } = this.settings;
    const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
    const response = await this.send('/oauth/token', { method: 'POST', body: 'grant_type=client_credentials', signal: patience(undefined), headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' } });
    const body = parse(await response.text().catch(() => '')) as { access_token?: string; expires_in?: number; error?: string } | undefined;
    if (!body?.access_token) throw new GatewayUnsettled(`signing in at the gateway answered ${response.status}${body?.error ? ` (${body.error})` : ''}; check GATEWAY_CLIENT_ID and GATEWAY_CLIENT_SECRET`);
    this.token = { value: body.access_token, until: Date.now() + Math.max(5, (body.expires_in ?? 60) - 30) * 1000 };
    return this.token.value;
  }
}

function isDefinite({ status, body }: GatewayAnswer): boolean {
  if (status === 202 || status === 401 || status === 403 || status === 408 || status === 429 || status >= 500) return false;
  return !(status === 409 && problemCode(body) === 'in-flight');
}

/** The last segment of a problem's type. */
export function problemCode(body: unknown): string {
  const type = (body as { type?: unknown } | undefined)?.type;
  return typeof type === 'string' ? (type.split('/').at(-1) ?? 'unknown') : 'unknown';
}

function patience(signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(PATIENCE_MS);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
