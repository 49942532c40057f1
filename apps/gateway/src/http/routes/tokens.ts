import { z } from 'zod';
import { authenticate, type Client } from '../../partners/clients.js';
import { TooManyRequests } from '../../limits/too-many.js';
import { TOKEN_SECONDS } from '../../partners/tokens.js';
import type { Call } from '../call.js';
import { ok, route, type Answer } from '../route.js';

const tokenShape = z.strictObject({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.int(), scope: z.string() });
export const oauthError = z.strictObject({ error: z.enum(['invalid_request', 'invalid_client', 'unsupported_grant_type', 'invalid_scope', 'temporarily_unavailable']), error_description: z.string() });

export const tokenRoutes = [
  route({
    method: 'POST', path: '/oauth/token', scope: 'public', tag: 'Tokens', summary: 'A token for a client (RFC 6749, client credentials)', bodyKind: 'form', oauth: true, body: z.looseObject({}),
    answers: { 200: tokenShape, 400: oauthError, 401: oauthError, 429: oauthError },
    handle: (call) => tokenAnswer(call).catch(tooMany),
  }),
];

async function tokenAnswer(call: Call<unknown, unknown, unknown>): Promise<Answer> {
  const form = call.raw as Record<string, unknown> | undefined;
  const credentials = readBasic(call);
  if (!credentials) return refuse(401, 'invalid_client', 'authenticate with HTTP Basic');
  const { limits, database } = call.gateway;
  const guesses = limits.secretGuesses(credentials.id, call.address);
  limits.checkGuesses(guesses);
  const known = await authenticate(database, credentials.id, credentials.secret);
  if (!known) call.gateway.refusals.note('wrong-secret', credentials.id);
  if (!known) await limits.wrongGuess(guesses);
  if (!known) return refuse(401, 'invalid_client', 'unknown client or wrong secret');
  const { grant_type: grant, scope } = form ?? {};
  if (typeof grant !== 'string') return refuse(400, 'invalid_request', 'grant_type is missing or given twice');
  if (grant !== 'client_credentials') return refuse(400, 'unsupported_grant_type', 'only client_credentials');
  if (scope !== undefined && typeof scope !== 'string') return refuse(400, 'invalid_request', 'scope is given twice');
  const scopes = scopesOf(known.client, scope);
  if (!scopes) return refuse(400, 'invalid_scope', 'the client does not have every scope that it asks for');
  await limits.enter(known.client, 'token');
  const token = await call.gateway.tokens.issue(known, scopes);
  return ok({ access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS, scope: scopes.join(' ') }, { 'cache-control': 'no-store', pragma: 'no-cache' });
}

/** In the words of OAuth, as all errors of this route. */
function tooMany(error: unknown): Answer {
  if (!(error instanceof TooManyRequests)) throw error;
  const answer = refuse(429, 'temporarily_unavailable', error.message);
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(error.retryAfter) } };
}

function scopesOf(client: Client, asked: string | undefined): readonly string[] | undefined {
  if (asked === undefined || asked.trim() === '') return client.scopes;
  const scopes = [...new Set(asked.split(' ').filter(Boolean))];
  return scopes.every((scope) => client.scopes.includes(scope)) ? scopes : undefined;
}

/** HTTP Basic with form-encoded parts, as RFC 6749 section 2.3.1 has it. */
function readBasic(call: Call<unknown, unknown, unknown>): { id: string; secret: string } | undefined {
  const { authorization } = call.headers;
  const encoded = typeof authorization === 'string' ? /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1] : undefined;
  const [, id, secret] = encoded ? (/^([^:]*):([\s\S]*)$/.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []) : [];
  if (!id || secret === undefined) return undefined;
  try {
    const clear = { id: decodeURIComponent(id), secret: decodeURIComponent(secret) };
    return clear.id.includes('\u0000') ? undefined : clear;
  } catch {
    return undefined;
  }
}

function refuse(status: number, error: z.infer<typeof oauthError>['error'], description: string): Answer {
  const headers = { 'cache-control': 'no-store', pragma: 'no-cache', ...(status === 401 ? { 'www-authenticate': 'Basic realm="onefront"' } : {}) };
  return ok({ error, error_description: description }, headers, status);
}
