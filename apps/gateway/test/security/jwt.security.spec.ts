import { request, shop, startGateways, type Gateways } from '../support/gateways.js';
import { newKey, publicJwk, startIssuer, tokenByHmac, tokenOf, unsignedToken, type IssuerKey, type TestIssuer } from '../support/issuer.js';

const AUDIENCE = 'https://onefront.test';
const keys: Record<'ed' | 'es' | 'rs' | 'strange', IssuerKey> = { ed: newKey('ed-1', 'EdDSA'), es: newKey('es-1', 'ES256'), rs: newKey('rs-1', 'RS256'), strange: newKey('ed-1', 'EdDSA') };
const headerOf = ({ kid, alg }: IssuerKey, more: object = {}) => ({ alg, kid, typ: 'at+jwt', ...more });
const seconds = () => Math.floor(Date.now() / 1000);

/** R33: every token that is not exactly right is no token, and nobody is told why. */
describe('tokens of a configured issuer', () => {
  let issuer: TestIssuer;
  let gateways: Gateways;
  let partner: { id: string };
  beforeAll(async () => {
    issuer = await startIssuer([keys.ed, keys.es, keys.rs]);
    gateways = await startGateways(1, { JWT_ISSUER: issuer.url, JWT_AUDIENCE: AUDIENCE, JWT_JWKS: issuer.jwks });
    await shop(gateways);
    await shop(gateways, { channel: 'market', sku: 'LAMP-2' });
    partner = (await gateways.call('/v1/partners', { body: { name: 'By another issuer', scopes: ['orders:read', 'channels:read', 'stock:read'], channels: ['web', 'market'] } })).body;
  }, 240_000);
  afterAll(async () => {
    await gateways?.close();
    await issuer?.close();
  });

  const claims = (more: object = {}) => ({ iss: issuer.url, aud: AUDIENCE, sub: partner.id, iat: seconds(), exp: seconds() + 300, ...more });
  const without = (name: string) => Object.fromEntries(Object.entries(claims()).filter(([member]) => member !== name));
  const ask = (token: string, path = '/v1/channels') => request(gateways.bases[0]!, path, { token });
  const good = (more: object = {}, key = keys.ed) => tokenOf(key, headerOf(key), claims(more));

  it('speak for the partner that they name, by any of the signatures that are accepted', async () => {
    for (const key of [keys.ed, keys.es, keys.rs]) expect([key.alg, (await ask(good({}, key))).body?.items?.map((one: { id: string }) => one.id)]).toEqual([key.alg, ['market', 'web']]);
    expect((await ask(tokenOf(keys.ed, headerOf(keys.ed, { typ: 'application/at+jwt' }), claims({ aud: ['https://other.test', AUDIENCE] })))).status).toBe(200);
    // Clocks differ by 30 seconds.
    expect((await ask(good({ iat: seconds() - 400, exp: seconds() - 15 }))).status).toBe(200);
    expect((await ask(good({ iat: seconds() + 15, nbf: seconds() + 15, exp: seconds() + 200 }))).status).toBe(200);
  });

  it('narrow what their partner may, and widen nothing', async () => {
    expect((await ask(good({ scope: 'orders:read' }))).status).toBe(403);
    expect((await ask(good({ scope: 'channels:read partners:admin' }))).status).toBe(200);
    expect((await ask(good({ scope: 'channels:read partners:admin' }), '/v1/partners')).status).toBe(403);
    expect((await ask(good({ scope: ['channels:read'], channels: ['web', 'foreign'] }))).body.items.map((one: { id: string }) => one.id)).toEqual(['web']);
    expect((await ask(good({ channels: [] }))).body.items).toEqual([]);
    expect((await ask(good({ scope: '' }))).status).toBe(403);
  });

  it('are not accepted when anything is wrong with them: 401, and one body for all', async () => {
    const pem = keys.rs.publicKey.export({ type: 'spki', format: 'pem' }) as string;
    const intact = good();
    const [header, payload, signature] = intact.split('.') as [string, string, string];
    const evil = await startIssuer([newKey('ed-1', 'EdDSA')]);
    const corpus: Record<string, string> = {
      'alg none': unsignedToken({ alg: 'none', typ: 'at+jwt', kid: 'ed-1' }, claims()),
      'alg None, signed': unsignedToken({ alg: 'None', typ: 'at+jwt', kid: 'ed-1' }, claims(), signature),
      'alg none with a signature of another': unsignedToken({ alg: 'none', typ: 'at+jwt', kid: 'ed-1' }, claims(), signature),
      'no alg': tokenOf(keys.ed, { kid: 'ed-1', typ: 'at+jwt' }, claims()),
      'HS256 with the public key (PEM)': tokenByHmac(pem, { alg: 'HS256', kid: 'rs-1', typ: 'at+jwt' }, claims()),
      'HS256 with the public key (JWK)': tokenByHmac(JSON.stringify(publicJwk(keys.rs)), { alg: 'HS256', kid: 'rs-1', typ: 'at+jwt' }, claims()),
      'an algorithm that is not accepted': tokenOf(keys.rs, { alg: 'RS512', kid: 'rs-1', typ: 'at+jwt' }, claims()),
      'another algorithm than the key\'s': tokenOf(keys.rs, headerOf(keys.es), claims()),
      'a key of somebody else under our kid': tokenOf(keys.strange, headerOf(keys.strange), claims()),
      'jwk: brings its own key': tokenOf(keys.strange, headerOf(keys.strange, { jwk: publicJwk(keys.strange) }), claims()),
      'jwk: brings even our key': tokenOf(keys.ed, headerOf(keys.ed, { jwk: publicJwk(keys.ed) }), claims()),
      'jku: names where its key is': tokenOf(keys.strange, headerOf(keys.strange, { jku: evil.jwks }), claims()),
      'jku beside a right signature': tokenOf(keys.ed, headerOf(keys.ed, { jku: evil.jwks }), claims()),
      x5u: tokenOf(keys.ed, headerOf(keys.ed, { x5u: evil.jwks }), claims()),
      x5c: tokenOf(keys.ed, headerOf(keys.ed, { x5c: ['MII'] }), claims()),
      'kid unknown': tokenOf(keys.ed, headerOf(keys.ed, { kid: 'ed-9' }), claims()),
      'kid is a path': tokenOf(keys.ed, headerOf(keys.ed, { kid: '../../../../dev/null' }), claims()),
      'kid is SQL': tokenOf(keys.ed, headerOf(keys.ed, { kid: '\' or 1=1 --' }), claims()),
      'kid is no text': tokenOf(keys.ed, headerOf(keys.ed, { kid: 1 }), claims()),
      'kid missing': tokenOf(keys.ed, { alg: 'EdDSA', typ: 'at+jwt' }, claims()),
      'crit of what nobody knows': tokenOf(keys.ed, headerOf(keys.ed, { crit: ['x'], x: 1 }), claims()),
      'b64 false': tokenOf(keys.ed, headerOf(keys.ed, { b64: false, crit: ['b64'] }), claims()),
      'typ JWT': tokenOf(keys.ed, headerOf(keys.ed, { typ: 'JWT' }), claims()),
      'typ missing': tokenOf(keys.ed, { alg: 'EdDSA', kid: 'ed-1' }, claims()),
      'aud of another': good({ aud: 'https://other.test' }),
      'aud empty': good({ aud: [] }),
      'aud missing': tokenOf(keys.ed, headerOf(keys.ed), without('aud')),
      'iss of another': good({ iss: evil.url }),
      'iss nearly ours': good({ iss: `${issuer.url}/` }),
      'iss missing': tokenOf(keys.ed, headerOf(keys.ed), without('iss')),
      expired: good({ iat: seconds() - 400, exp: seconds() - 60 }),
      'exp missing': tokenOf(keys.ed, headerOf(keys.ed), without('exp')),
      'exp is a text': good({ exp: String(seconds() + 300) }),
      'exp beyond all numbers': tokenOf(keys.ed, headerOf(keys.ed), JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e999')),
      'not yet': good({ nbf: seconds() + 120 }),
      'iat missing': tokenOf(keys.ed, headerOf(keys.ed), without('iat')),
      'issued tomorrow': good({ iat: seconds() + 86_400, exp: seconds() + 86_700 }),
      'too long a life': good({ exp: seconds() + 901 }),
      'too old': good({ iat: seconds() - 1_000, exp: seconds() + 100 }),
      'sub missing': tokenOf(keys.ed, headerOf(keys.ed), without('sub')),
      'sub of nobody': good({ sub: 'nobody' }),
      'sub of the retailer itself': good({ sub: 'admin' }),
      'sub is a list': good({ sub: [partner.id] }),
      'sub with NUL': good({ sub: `${partner.id}\u0000` }),
      'scope is an object': good({ scope: { all: true } }),
      'channels is a number': good({ channels: 1 }),
      'aud named twice': tokenOf(keys.ed, headerOf(keys.ed), JSON.stringify(claims()).replace('{', '{"aud":"https://other.test",')),
      'sub named twice': tokenOf(keys.ed, headerOf(keys.ed), JSON.stringify(claims()).replace(/\}$/, `,"s\\u0075b":"${partner.id}"}`)),
      'alg named twice': tokenOf(keys.ed, JSON.stringify(headerOf(keys.ed)).replace('{', '{"alg":"none",'), claims()),
      'payload is a list': tokenOf(keys.ed, headerOf(keys.ed), '[]'),
      'payload is no JSON': tokenOf(keys.ed, headerOf(keys.ed), 'claims'),
      'header is null': tokenOf(keys.ed, 'null', claims()),
      'signature gone': `${header}.${payload}.`,
      'signature cut': `${header}.${payload}.${signature.slice(0, 40)}`,
      'signature of another token': `${header}.${payload}.${good({ jti: 'x' }).split('.')[2]}`,
      'payload changed': `${header}.${Buffer.from(JSON.stringify(claims({ jti: 'y' }))).toString('base64url')}.${signature}`,
      'two parts': `${header}.${payload}`, 'five parts': `${intact}.${header}.${payload}`, dots: '..', 'one dot': '.', 'cut short': intact.slice(0, -20),
      huge: good({ padding: 'x'.repeat(5_000) }),
      'huge and not ours': `${'a'.repeat(4_000)}.${'b'.repeat(40)}.c`,
    };
    const answers = await Promise.all(Object.entries(corpus).map(async ([name, token]) => ({ name, answer: await ask(token) })));
    const nonsense = await ask('nonsense');
    for (const { name, answer } of answers) expect([name, answer.status, answer.headers.get('www-authenticate'), answer.text]).toEqual([name, 401, 'Bearer error="invalid_token"', nonsense.text]);
    expect(evil.asked).toBe(0);
    process.stdout.write(`JWT corpus: ${answers.length} tokens, all 401\n`);
    await evil.close();
  });

  it('end with their partner, though they are signed and remembered', async () => {
    const token = good();
    expect((await ask(token)).status).toBe(200);
    expect((await gateways.call(`/v1/partners/${partner.id}`, { method: 'PATCH', body: { scopes: ['orders:read'] } })).status).toBe(200);
    expect((await ask(token)).status).toBe(403);
    expect((await gateways.call(`/v1/partners/${partner.id}`, { method: 'DELETE' })).status).toBe(204);
    const revoked = await ask(token);
    expect([revoked.status, revoked.text]).toEqual([401, (await ask('nonsense')).text]);
  });
});
