import fc from 'fast-check';
import { tally } from '@onefront/testing';
import { startWorld, type World } from '../../src/index.js';
import { faults, send, told, type Attempt, type Reply } from './fuzz/attempt.js';
import { OpenApi, type Operation } from './fuzz/document.js';
import { breaks, brokenQueries, brokenTexts, oddSegments, sampled } from './fuzz/mutate.js';
import { Values } from './fuzz/schema-arbitrary.js';
import { Subjects } from './fuzz/subjects.js';
import { fillShop, knownOf, signIn } from './shop-to-attack.js';

const seed = Number(process.env['SEED'] ?? 20261123);
/** Cases per operation. */
const REFUSED = 60;
const VALID = 12;
const AT_ONCE = 8;

/** Bodies with a file have a suite of their own; a token that is signed in with would be revoked or the shop be left without its own administrator. */
const leftOut = (operation: Operation) => operation.body?.media === 'multipart/form-data';

describe('every operation of the document, by our own fuzzer', () => {
  let world: World;
  let subjects: Subjects;
  let api: OpenApi;
  let values: Values;
  let house: { baseUrl: string; token: string };
  let cases = 0;
  const faulty: string[] = [];

  beforeAll(async () => {
    world = await startWorld();
    await fillShop(world.till);
    house = await signIn(world);
    api = await OpenApi.read(house.baseUrl);
    values = new Values(api, await knownOf(world.till));
    subjects = await Subjects.open(world.databases);
  }, 180_000);
  afterAll(async () => {
    tally('fuzz (fast-check)', cases, cases - faulty.length);
    await subjects?.close();
    await world?.close();
  }, 60_000);

  const headers = (operation: Operation, more: Record<string, string> = {}): Record<string, string> => ({ ...(operation.isPublic ? {} : { authorization: `Bearer ${house.token}` }), ...(operation.body ? { 'content-type': operation.body.media } : {}), ...more });

  /** One path with made-up or known parameters. */
  const addressOf = (operation: Operation, n: number): string => {
    const [path, query] = (['path', 'query'] as const).map((place) => operation.parameters.filter((one) => one.in === place));
    const value = (name: string, schema: any, offset: number) => String(sampled(values.of(schema, nameOf(operation, name)), 1, seed + n * 31 + offset)[0]);
    const filled = path!.reduce((text, { name, schema }, offset) => text.replace(`{${name}}`, encode(value(name, schema, offset)) || 'x'), operation.path);
    const asked = query!.filter((one, index) => one.required || (seed + n + index) % 3 === 0).map(({ name, schema }, offset) => `${name}=${encode(value(name, schema, offset + 7))}`);
    return asked.length > 0 ? `${filled}?${asked.join('&')}` : filled;
  };

  async function attempt(one: Attempt, expected?: (reply: Reply) => string | undefined): Promise<Reply> {
    cases += 1;
    const reply = await send(house.baseUrl, one);
    const wrong = [...faults(one.operation, reply), expected?.(reply)].filter(Boolean);
    if (wrong.length > 0) faulty.push(told(one, reply, wrong.join(', ')));
    return reply;
  }

  async function inTurn<T>(list: readonly T[], work: (one: T, index: number) => Promise<unknown>): Promise<void> {
    const queue = list.entries();
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (const [index, one] of queue) await work(one, index);
    }));
  }

  /** 4xx. */
  const refused = (reply: Reply) => (reply.status >= 400 && reply.status < 500 ? undefined : 'accepted');

  /** Runs cases of one kind for every operation, and gathers what is wrong. */
  async function everywhere(chosen: (operation: Operation) => boolean, work: (operation: Operation) => Promise<void>): Promise<string[]> {
    const from = faulty.length;
    for (const operation of api.operations().filter((one) => !leftOut(one) && chosen(one))) await work(operation);
    return faulty.slice(from);
  }

  it('refuses bodies that its own document does not allow, with their path, and nothing of them takes effect', async () => {
    const found = await everywhere((operation) => operation.body !== undefined && operation.body.media.includes('json'), async (operation) => {
      const before = await subjects.read();
      const valid = sampled(values.of(operation.body!.schema), 6, seed);
      const broken = valid.flatMap((body) => breaks(api, operation.body!.schema, body));
      const chosen = sampled(shuffle(broken), REFUSED, seed);
      await inTurn(chosen, ({ body, what, at }, n) => attempt(
        { operation, path: addressOf(operation, n), headers: headers(operation), body: JSON.stringify(body) },
        (reply) => refused(reply) ?? (reply.status === 422 && operation.body!.media === 'application/json' && !names(reply, at) ? `does not name ${at.join('/')} (${what})` : undefined),
      ));
      expect(await subjects.read()).toEqual(before);
    });
    expect(found).toEqual([]);
  }, 240_000);

  it('refuses what is no JSON, another media type, and bodies above their limit', async () => {
    const found = await everywhere((operation) => operation.body !== undefined && operation.body.media.includes('json'), async (operation) => {
      const before = await subjects.read();
      await inTurn(brokenTexts, ([, bytes], n) => attempt({ operation, path: addressOf(operation, n), headers: headers(operation), body: bytes }, refused));
      for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense']) {
        await attempt({ operation, path: addressOf(operation, 1), headers: { ...headers(operation), 'content-type': type }, body: '{}' }, refused);
      }
      expect(await subjects.read()).toEqual(before);
    });
    expect(found).toEqual([]);
  }, 240_000);

  it('answers addresses that name nothing, and headers that say nothing', async () => {
    const found = await everywhere(() => true, async (operation) => {
      const written = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      const body = operation.body ? (operation.body.media.includes('json') ? '{}' : 'a=b') : undefined;
      await inTurn(written.length > 0 ? oddSegments : [], (segment, n) => attempt({ operation, path: written.reduce((path, name, index) => path.replace(`{${name}}`, index === n % written.length ? segment : 'x'), operation.path), headers: headers(operation), body: operation.method === 'GET' ? undefined : body }, refused));
      await inTurn(operation.method === 'GET' ? brokenQueries : brokenQueries.slice(-3), (query) => attempt({ operation, path: `${addressOf(operation, 3).split('?')[0]}?${query}`, headers: headers(operation), body }));
      const odd: Record<string, string>[] = [{ 'if-match': 'nonsense' }, { 'if-none-match': '"' }, { prefer: 'wait=-1, respond-async;x="' }, { accept: 'image/png' }, { 'accept-encoding': 'zstd;q=9' }, { 'idempotency-key': 'é' }, { 'idempotency-key': 'x'.repeat(256) }, { 'x-request-id': '<script>' }, { traceparent: '00-zz' }, { 'x-forwarded-for': '8.8.8.8' }, { range: 'bytes=0-1' }, { 'last-event-id': '-1' }, { 'last-event-id': '1e999' }];
      await inTurn(odd, (more, n) => attempt({ operation, path: addressOf(operation, n), headers: headers(operation, more), body: operation.body?.media.includes('json') ? '{"xNobodyKnowsThis":1}' : body }));
    });
    expect(found).toEqual([]);
  }, 240_000);

  it('takes what its own document allows, or says why not', async () => {
    const found = await everywhere((operation) => !(operation.method === 'DELETE' && operation.path.startsWith('/v1/partners')), async (operation) => {
      const bodies = operation.body?.media.includes('json') ? sampled(values.of(operation.body.schema), VALID, seed + 1) : [undefined];
      const times = Array.from({ length: VALID }, (_, n) => bodies[n % bodies.length]);
      await inTurn(times, (body, n) => attempt(
        { operation, path: addressOf(operation, n), headers: headers(operation), body: body === undefined ? (operation.body ? 'grant_type=client_credentials' : undefined) : JSON.stringify(body) },
        (reply) => (reply.status === 400 ? 'malformed, though it fits the document' : undefined),
      ));
    });
    expect(found).toEqual([]);
  }, 240_000);

  it('is whole afterwards', async () => {
    expect((await world.verify()).broken).toEqual([]);
    expect(world.names()).toHaveLength(6);
  }, 120_000);
});

/** Path parameters of one name stand for different things: what a `{id}` is, its path says. */
function nameOf({ path }: Operation, name: string): string {
  return name === 'id' || name === 'code' ? `${path.split('/')[2]}.${name}` : name;
}

/** As much of a text as can stand in an address. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(/^\.+$/g, 'x');
}

function shuffle<T>(list: readonly T[]) {
  // An arbitrary, so that the seed decides.
  return fc.constantFrom(...list);
}

/** True when one of the errors is at the place that was broken, above it or below it. */
function names({ text }: Reply, at: readonly (string | number)[]): boolean {
  const wanted = at.map((step) => `/${step}`).join('');
  const { errors } = JSON.parse(text) as { errors?: { path: string }[] };
  return errors === undefined || errors.length >= 100 || errors.some(({ path }) => wanted.startsWith(path) || path.startsWith(wanted));
}
