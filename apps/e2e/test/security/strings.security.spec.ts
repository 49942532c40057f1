import { tally } from '@onefront/testing';
import { startWorld, type World } from '../../src/index.js';
import { fillShop, signIn } from './shop-to-attack.js';
import { storable, unstorable } from './strings/corpus.js';
import { at, searches, subjects, withRaw, type Subject } from './strings/subjects.js';

/** R31: every free text of every master, of orders, customers and coupons, through the whole house: owner, bus, views, search. */
describe('odd texts', () => {
  let world: World;
  let house: { baseUrl: string; token: string };
  let [cases, held, n] = [0, 0, 0];
  beforeAll(async () => {
    world = await startWorld();
    await fillShop(world.till);
    house = await signIn(world);
  }, 180_000);
  afterAll(async () => {
    tally('strings', cases, held);
    await world?.close();
  }, 60_000);

  const count = (ok: boolean): boolean => {
    cases += 1;
    if (ok) held += 1;
    return ok;
  };

  async function raw(method: string, path: string, body: string): Promise<{ status: number; body: any }> {
    const answer = await fetch(house.baseUrl + path, { method, headers: { authorization: `Bearer ${house.token}`, 'content-type': 'application/json', prefer: 'wait=30' }, body });
    return { status: answer.status, body: await answer.json() };
  }

  it.each(subjects.map((subject) => [subject.name, subject] as const))('%s: come back verbatim, or are refused with their path', async (_name, subject: Subject) => {
    const wrong: string[] = [];
    for (const [what, text] of storable) {
      n += 1;
      const body = subject.body(text, n);
      const answer = await raw(subject.method, subject.path(n), JSON.stringify(body));
      if (answer.status === 422) {
        const paths = ((answer.body.errors ?? []) as { path: string }[]).map(({ path }) => path);
        if (!count(paths.length > 0 && paths.every((path) => at(body, path) !== undefined || Object.keys(subject.members).some((member) => path.startsWith(member))))) wrong.push(`${what}: 422 at ${paths.join()}`);
        continue;
      }
      if (answer.status >= 400) {
        count(false);
        wrong.push(`${what}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`);
        continue;
      }
      const shown = (await world.till.get(subject.read(n, answer.body))).body;
      for (const [member, place] of Object.entries(subject.members)) {
        if (place !== null && !count(at(shown, place) === at(body, member))) wrong.push(`${what}: ${member} is ${JSON.stringify(at(shown, place))}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 180_000);

  it.each(subjects.map((subject) => [subject.name, subject] as const))('%s: what cannot be kept is refused, with its path', async (_name, subject: Subject) => {
    const wrong: string[] = [];
    for (const member of Object.keys(subject.members)) {
      for (const [what, json] of unstorable) {
        n += 1;
        const answer = await raw(subject.method, subject.path(n), withRaw(subject.body('plain', n), member, json));
        const paths = ((answer.body.errors ?? []) as { path: string }[]).map(({ path }) => path);
        if (!count(answer.status === 422 && paths.includes(member))) wrong.push(`${what} in ${member}: ${answer.status} at ${paths.join()}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 180_000);

  it('can be searched for', async () => {
    for (const [what, text] of storable) {
      for (const search of searches) {
        const path = search(encodeURIComponent(text));
        const answer = await world.till.get(path);
        expect({ what, path, status: answer.status, ok: count([200, 404, 422].includes(answer.status)) }).toMatchObject({ ok: true });
      }
    }
  }, 180_000);

  it('numbers are kept as they are, or refused with their path', async () => {
    const put = (attribute: string) => raw('PUT', '/v1/products/NUMBER-1', `{"name":"n","price":{"amount":"1.00","currency":"GBP"},"attributes":{"x":${attribute}}}`);
    for (const beyond of ['9007199254740993', '-9007199254740993', '1e400', '1e300']) expect(await put(beyond)).toMatchObject({ status: 422, body: { errors: [{ path: '/attributes/x' }] } });
    for (const within of ['9007199254740991', '0.1', '-1.5e-7', '1E2']) {
      expect((await put(within)).status).toBeLessThan(300);
      expect((await world.till.get('/v1/products/NUMBER-1')).body.attributes.x).toBe(Number(within));
    }
    expect((await put('0')).status).toBe(200);
    expect((await put('-0')).status).toBe(200);
    expect((await raw('POST', '/v1/stock/movements', '{"movements":[{"sku":"MUG-2","location":"leeds","quantity":9007199254740993,"reason":"receipt"}]}'))).toMatchObject({ status: 422, body: { errors: expect.arrayContaining([expect.objectContaining({ path: '/movements/0/quantity' })]) } });
    cases += 11;
    held += 11;
  }, 60_000);

  it('a text of any length is kept or refused', async () => {
    const long = (length: number) => raw('PUT', '/v1/products/LONG-1', JSON.stringify({ name: 'long', description: '字'.repeat(length), price: { amount: '1.00', currency: 'GBP' } }));
    expect((await long(20_000)).status).toBe(201);
    expect((await world.till.get('/v1/products/LONG-1')).body.description).toHaveLength(20_000);
    expect(await long(20_001)).toMatchObject({ status: 422, body: { errors: [{ path: '/description' }] } });
    cases += 2;
    held += 2;
  }, 60_000);

  it('what fuzzing found stays mended', async () => {
    const form = (filename: string, file: string, mapping?: string) => {
      const body = new FormData();
      body.set('kind', 'products');
      if (mapping) body.set('mapping', mapping);
      body.set('file', new Blob([file]), filename);
      return fetch(`${house.baseUrl}/v1/imports`, { method: 'POST', headers: { authorization: `Bearer ${house.token}` }, body });
    };
    // The name of a column stands in the paths of errors.
    const sent = await form('a.csv', 'sku,na\u0000me\nX-1,y\n');
    const { id } = (await sent.json()) as { id?: string };
    expect([202, 415, 422]).toContain(sent.status);
    if (sent.status === 202) expect([(await world.till.get(`/v1/imports/${id}`)).status, (await world.till.get(`/v1/imports/${id}/errors`)).status]).toEqual([200, 200]);
    expect((await form('a.csv', 'sku,name\n', '{"sku":"\\u0000"}')).status).toBe(422);
    // null is no patch, and neither is nothing.
    expect((await raw('PATCH', '/v1/channels/web', 'null')).status).toBe(422);
    const nothing = await fetch(`${house.baseUrl}/v1/channels/web`, { method: 'PATCH', headers: { authorization: `Bearer ${house.token}` } });
    expect(nothing.status).toBe(400);
    // OAuth ignores what it does not know.
    const answer = await fetch(`${house.baseUrl}/oauth/token?what=1`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${Buffer.from(`${world.credentials.clientId}:${world.credentials.clientSecret}`).toString('base64')}` }, body: 'grant_type=client_credentials' });
    expect(answer.status).toBe(200);
    cases += 6;
    held += 6;
  }, 60_000);
});
