import createClient, { type Client } from 'openapi-fetch';
import { streamEvents, type EventsOptions, type StreamedEvent } from './events.js';
import { Imports } from './imports.js';
import type { paths } from './openapi.js';
import { Operations, type Operation, type WaitOptions } from './operations.js';
import { OnefrontProblem, type Problem } from './problem.js';
import { sendPatiently, sendSignedIn, usualPatience, type Fetch, type Make, type Patience } from './send.js';
import { Tokens } from './token.js';
import type { CallOptions, Init, ItemOf, ListPath, Method, Outcome, PathOf } from './types.js';

export interface OnefrontOptions extends Patience {
  /** Where the gateway is, `http://127.0.0.1:3000`. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Fewer scopes than the client has, separated by blanks. All of them when left out. */
  readonly scope?: string;
  /** Another `fetch`, for a proxy or for tests. */
  readonly fetch?: Fetch;
}

/** A write that was taken in and goes on. */
export interface Accepted<T> {
  /** The id of its operation; undefined when the outcome came at once. */
  readonly operation: string | undefined;
  /** Waits for the outcome, as `operations.wait` does. */
  outcome(options?: WaitOptions): Promise<T>;
}

type AnyInit = { readonly params?: unknown; readonly body?: unknown } & CallOptions;
type Untyped = (path: string, init: Record<string, unknown>) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/**
 * Onefront's API, typed. Signs in by itself, repeats what may be repeated, waits for what takes longer. Every method resolves with the body of the
 * answer, and throws `OnefrontProblem` (Onefront said no), `OnefrontUnreachable` (no answer) or `OnefrontSignInRefused`.
 */
export class Onefront {
  /** Requests that were accepted and are followed to their outcome. */
  readonly operations: Operations;
  /** Files of products, stock, customers, orders. */
  readonly imports: Imports;
  private readonly api: Client<paths>;
  private readonly tokens: Tokens;
  private readonly baseUrl: string;
  private readonly fetch: Fetch;

  constructor(private readonly options: OnefrontOptions) {
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.fetch = options.fetch ?? ((request) => globalThis.fetch(request));
    this.tokens = new Tokens({ ...options, baseUrl: this.baseUrl }, (make) => sendPatiently(this.fetch, make, { ...usualPatience, ...patienceOf(options) }));
    this.api = createClient<paths>({ baseUrl: this.baseUrl });
    this.operations = new Operations((id, signal) => this.get('/v1/operations/{id}', { params: { path: { id } }, ...(signal ? { signal } : {}) }));
    this.imports = new Imports(this.baseUrl, (make, patience) => this.send(make, patience), (id, signal) => this.get('/v1/imports/{id}', { params: { path: { id } }, ...(signal ? { signal } : {}) }));
  }

  get<P extends PathOf<'get'>>(path: P, ...[init]: Init<P, 'get'>): Promise<Outcome<P, 'get'>> {
    return this.call('get', path, init) as Promise<Outcome<P, 'get'>>;
  }

  put<P extends PathOf<'put'>>(path: P, ...[init]: Init<P, 'put'>): Promise<Outcome<P, 'put'>> {
    return this.call('put', path, init) as Promise<Outcome<P, 'put'>>;
  }

  post<P extends PathOf<'post'>>(path: P, ...[init]: Init<P, 'post'>): Promise<Outcome<P, 'post'>> {
    return this.call('post', path, init) as Promise<Outcome<P, 'post'>>;
  }

  /** RFC 7396: members that are there are set, those that are null are removed. */
  patch<P extends PathOf<'patch'>>(path: P, ...[init]: Init<P, 'patch'>): Promise<Outcome<P, 'patch'>> {
    return this.call('patch', path, init) as Promise<Outcome<P, 'patch'>>;
  }

  delete<P extends PathOf<'delete'>>(path: P, ...[init]: Init<P, 'delete'>): Promise<Outcome<P, 'delete'>> {
    return this.call('delete', path, init) as Promise<Outcome<P, 'delete'>>;
  }

  /** A write that does not wait (`Prefer: respond-async`): resolves as soon as nothing of it can be lost. */
  async submit<M extends 'put' | 'post' | 'patch' | 'delete', P extends PathOf<M>>(method: M, path: P, ...[init]: Init<P, M>): Promise<Accepted<Outcome<P, M>>> {
    const { response, body } = await this.exchange(method, path, init, { prefer: 'respond-async' });
    const operation = operationOf(response, body);
    if (!operation) return { operation: undefined, outcome: async () => body as Outcome<P, M> };
    return { operation: operation.id, outcome: (options) => this.operations.wait<Outcome<P, M>>(operation.id, options) };
  }

  /** All items of a list, page after page. */
  async *list<P extends ListPath>(path: P, ...[init]: Init<P, 'get'>): AsyncGenerator<ItemOf<P>, void, undefined> {
    const first = (init ?? {}) as { params?: { query?: Record<string, unknown> } };
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = { ...first.params?.query, ...(cursor ? { cursor } : {}) };
      const page = (await this.call('get', path, { ...first, params: { ...first.params, query } })) as { items: ItemOf<P>[]; nextCursor: string | null };
      yield* page.items;
      cursor = page.nextCursor;
    }
  }

  /** What happens, as it happens (`GET /v1/events`), over broken connections: in order, none missed, none twice. Ends by `break` or the signal. */
  events(options: EventsOptions = {}): AsyncGenerator<StreamedEvent, void, undefined> {
    return streamEvents((path, headers, signal) => this.open(path, headers, signal), options);
  }

  private async call(method: Method, path: string, init: AnyInit | undefined): Promise<unknown> {
    const { response, body } = await this.exchange(method, path, init, {});
    const operation = operationOf(response, body);
    return operation ? this.operations.wait(operation.id, init?.signal ? { signal: init.signal } : {}) : body;
  }

  private async exchange(method: Method, path: string, init: AnyInit | undefined, more: Readonly<Record<string, string>>): Promise<{ response: Response; body: unknown }> {
    const { params, body, signal, idempotencyKey, ifMatch, ifNoneMatch, ...patience } = init ?? {};
    const headers = {
      ...(method === 'post' ? { 'idempotency-key': idempotencyKey ?? globalThis.crypto.randomUUID() } : {}),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }), ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }), ...more,
    };
    const send = (request: Request) => this.send(() => request.clone(), patience);
    const run = this.api[method.toUpperCase() as 'GET'] as unknown as Untyped;
    const { data, error, response } = await run(path, { params, body, headers, signal, fetch: send, parseAs: 'stream' });
    if (!response.ok) throw new OnefrontProblem({ ...(typeof error === 'object' ? (error as Problem) : {}), status: response.status }, response.headers);
    return { response, body: await bodyOf(response, data as ReadableStream | undefined) };
  }

  private send(make: Make, patience: Patience): Promise<Response> {
    return sendSignedIn(this.fetch, this.tokens, make, { ...usualPatience, ...patienceOf(this.options), ...patienceOf(patience) });
  }

  /** Without a limit of time: a stream goes on. */
  private async open(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
    for (let again = false; ; again = true) {
      const token = await this.tokens.bearer();
      const response = await this.fetch(new Request(`${this.baseUrl}${path}`, { headers: { ...headers, authorization: `Bearer ${token}` }, signal }));
      if (response.status !== 401 || again) return response;
      await response.body?.cancel();
      this.tokens.refused(token);
    }
  }
}

const patienceOf = ({ timeoutMs, retries }: Patience): Patience => ({ ...(timeoutMs === undefined ? {} : { timeoutMs }), ...(retries === undefined ? {} : { retries }) });

/** A 202 that is to be followed; some routes answer 202 with something else. */
function operationOf(response: Response, body: unknown): Operation | undefined {
  return response.status === 202 && response.headers.get('location')?.startsWith('/v1/operations/') ? (body as Operation) : undefined;
}

async function bodyOf(response: Response, stream: ReadableStream | undefined): Promise<unknown> {
  if (!stream || response.status === 204) return undefined;
  const text = await new Response(stream).text();
  if (text === '') return undefined;
  return (response.headers.get('content-type') ?? '').includes('json') ? (JSON.parse(text) as unknown) : text;
}
