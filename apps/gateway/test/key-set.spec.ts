import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { newKey, publicJwk, startIssuer, tokenOf, type IssuerKey, type TestIssuer } from './support/issuer.js';
import { JwtIssuer } from '../src/partners/jwt/jwt-issuer.js';
import { KeySet } from '../src/partners/jwt/key-set.js';
import { namesTwice } from '../src/partners/jwt/strict-json.js';

const [old, young] = [newKey('old', 'EdDSA'), newKey('young', 'ES256')];
const MINUTE = 60_000;

describe('the keys of an issuer', () => {
  let issuer: TestIssuer;
  let now: number;
  let failures: unknown[];
  beforeEach(async () => {
    issuer = await startIssuer([old]);
    now = Date.now();
    failures = [];
  });
  afterEach(() => issuer.close());

  const setOf = (address = issuer.jwks) => new KeySet(address, { now: () => now, onFailure: (error) => failures.push(error) });
  const accepts = async (keys: KeySet, key: IssuerKey) => {
    const rules = { issuer: 'i', audience: 'a', algorithms: ['EdDSA', 'ES256'], claims: { client: 'sub', scopes: 'scope', channels: 'channels' } };
    const at = Math.floor(now / 1000);
    const token = tokenOf(key, { alg: key.alg, kid: key.kid, typ: 'at+jwt' }, { iss: 'i', aud: 'a', sub: 'c', iat: at, exp: at + 60 });
    return (await new JwtIssuer(rules, keys, () => new Date(now)).verify(token))?.client === 'c';
  };

  it('are asked for once, and again when a token names one that is not there, but not at every token', async () => {
    const keys = setOf();
    expect(await Promise.all([accepts(keys, old), accepts(keys, old), accepts(keys, old)])).toEqual([true, true, true]);
    expect(issuer.asked).toBe(1);
    issuer.keys = [old, young];
    for (let attempt = 0; attempt < 20; attempt += 1) expect(await accepts(keys, young)).toBe(false);
    expect(issuer.asked).toBe(1);
    now += MINUTE;
    expect([await accepts(keys, young), await accepts(keys, old), issuer.asked]).toEqual([true, true, 2]);
    issuer.keys = [young];
    now += 6 * MINUTE;
    await accepts(keys, young);
    await keys.find({ alg: 'ES256', kid: 'none' }, {} as never).catch(() => undefined);
    expect([await accepts(keys, old), await accepts(keys, young)]).toEqual([false, true]);
  });

  it('outlive an outage of the issuer, but not for ever', async () => {
    const keys = setOf();
    expect(await accepts(keys, old)).toBe(true);
    for (const answer of ['nothing', { text: '<html>' }, { text: '{"keys":{}}' }, { text: 'x'.repeat(300_000) }] as const) {
      issuer.answer = answer;
      now += 10 * MINUTE;
      const before = failures.length;
      expect([await accepts(keys, old), await accepts(keys, young)]).toEqual([true, false]);
      expect(failures.length).toBe(before + 1);
    }
    now += 24 * 60 * MINUTE;
    await expect(accepts(keys, old)).rejects.toMatchObject({ code: 'keys-unavailable', kind: 'unavailable' });
    issuer.answer = 'keys';
    now += MINUTE;
    expect(await accepts(keys, old)).toBe(true);
  });

  it('that were never read let nobody in, and do not say that a token is wrong', async () => {
    issuer.answer = 'nothing';
    const keys = setOf();
    await expect(accepts(keys, old)).rejects.toMatchObject({ kind: 'unavailable' });
    issuer.answer = 'keys';
    now += MINUTE;
    expect(await accepts(keys, old)).toBe(true);
  });

  it('may stand in a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keys-'));
    writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys: [publicJwk(old), { kty: 'oct', kid: 'shared', k: 'c2VjcmV0', alg: 'HS256' }] }));
    expect(await accepts(setOf(pathToFileURL(join(folder, 'keys.json')).href), old)).toBe(true);
    rmSync(folder, { recursive: true });
  });
});

it.each([
  ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', false], ['{"a":1,"a":2}', true], ['{"a":{"b":1,"b":2}}', true], ['[{"b":[],"c":"b","b":1}]', true], ['{"\\u0061":1,"a":2}', true], ['{"a":"a","b":"a"}', false],
  ['{"a":"{\\"a\\":1","b":"\\",\\"a\\":"}', false], ['[1,2,"x","x"]', false], ['"text"', false], ['', false], ['{"a" : 1 , "b" : [ { } ] , "a" : 2}', true],
])('%s names a member twice: %s', (json, twice) => expect(namesTwice(json)).toBe(twice));
