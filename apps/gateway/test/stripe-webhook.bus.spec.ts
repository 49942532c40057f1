import { createHmac } from 'node:crypto';
import { openDatabase, type Database } from '@onefront/outbox';
import { waitFor } from '@onefront/testing';
import { startGateways, type Called, type Gateways } from './support/gateways.js';

const PATH = '/v1/payments/stripe/webhook';
const secrets = ['whsec_new', 'whsec_old'];
const event = (id: string, object: object = { object: 'payment_intent', id: 'pi_1', metadata: { authorisation: 'o-1-p1' } }) => JSON.stringify({ id, object: 'event', type: 'payment_intent.amount_capturable_updated', data: { object } }, null, 2);
const signature = (body: string | Buffer, { secret = secrets[0]!, at = Math.floor(Date.now() / 1000) } = {}) => `t=${at},v1=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')}`;

describe('S14 the webhook of Stripe', () => {
  let gateways: Gateways;
  let silent: Gateways;
  let database: Database;
  beforeAll(async () => {
    gateways = await startGateways(2, { STRIPE_WEBHOOK_SECRETS: secrets.join(',') });
    silent = await startGateways(1);
    database = await openDatabase({ url: gateways.database.url, service: 'gateway', applicationName: 'reader', maxConnections: 1 });
  }, 120_000);
  afterAll(async () => {
    await database?.close();
    await gateways?.close();
    await silent?.close();
  }, 60_000);

  const send = (body: string | Buffer, header: string | null = signature(body), on = 0) => gateways.call(PATH, { raw: body, token: null, on, headers: header === null ? {} : { 'stripe-signature': header } });
  const said = ({ status, body }: Called) => [status, String(body?.type ?? '').split('/').at(-1)];
  const operations = async () => (await database.pool.query<{ status: string; n: number }>(`select status, count(*)::int as n from operation where client = 'provider:stripe' group by status`)).rows;

  it('takes what is signed with either secret, byte for byte, each event once however often and wherever it comes', async () => {
    const both = [event('evt_1'), event('evt_2', { object: 'refund', id: 're_1', payment_intent: 'pi_1' })];
    for (const on of [0, 1, 0]) {
      expect(await send(both[0]!, signature(both[0]!), on)).toMatchObject({ status: 200, body: { received: true } });
      expect((await send(both[1]!, signature(both[1]!, { secret: secrets[1]! }), on)).status).toBe(200);
    }
    await Promise.all([0, 1, 0, 1].map((on) => send(event('evt_3'), undefined, on)));
    await waitFor(async () => (await operations()).every((one) => one.status === 'done'), { timeoutMs: 30_000 });
    expect(await operations()).toEqual([{ status: 'done', n: 3 }]);
  }, 60_000);

  it('refuses all else in the same words, and looks at nothing of it', async () => {
    const body = event('evt_9');
    const old = Math.floor(Date.now() / 1000) - 400;
    const answers = [
      await send(body, null), await send(body, 'nonsense'), await send(body, signature(body, { secret: 'whsec_else' })), await send(body, signature(body, { at: old })), await send(`${body} `, signature(body)), await send('no json', 't=1,v1='),
      await send(Buffer.from([0xff, 0xfe]), null), await send('', null),
    ];
    expect(new Set(answers.map((one) => JSON.stringify([one.status, one.body.type, one.body.detail])))).toEqual(new Set([JSON.stringify([400, 'https://onefront.dev/problems/bad-signature', 'The signature is not valid.'])]));
    expect(said(await send('no json'))).toEqual([400, 'malformed-json']);
    expect(said(await send('{"id":"evt_8"}'))).toEqual([400, 'malformed-json']);
    expect((await gateways.call(PATH, { raw: body, token: null, headers: { 'content-type': 'text/plain', 'stripe-signature': signature(body) } })).status).toBe(415);
    expect((await send(Buffer.alloc(300 * 1024, 0x20))).status).toBe(413);
    expect(await operations()).toEqual([{ status: 'done', n: 3 }]);
  }, 60_000);

  it('answers what is not about a payment of ours, and keeps nothing of it', async () => {
    for (const object of [{ object: 'customer', id: 'cus_1' }, { object: 'payment_intent', id: `pi_${'x'.repeat(100)}` }, { object: 'charge', payment_intent: null, metadata: { authorisation: 7 } }]) expect((await send(event('evt_7', object))).status).toBe(200);
    expect(await operations()).toEqual([{ status: 'done', n: 3 }]);
  }, 60_000);

  it('is not there without a secret, signed or not', async () => {
    const body = event('evt_1');
    for (const header of [signature(body), 'x']) expect(said(await silent.call(PATH, { raw: body, token: null, headers: { 'stripe-signature': header } }))).toEqual([404, 'not-found']);
  });
});
