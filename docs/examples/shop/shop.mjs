// @ts-check
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Onefront, OnefrontProblem, verifyWebhook, WebhookNotGenuine } from '@onefront/client';

const { BASE = 'http://127.0.0.1:3000', CLIENT_ID = '', CLIENT_SECRET = '', RECEIVER = 'on', RUN = String(Date.now()) } = process.env;
const onefront = new Onefront({ baseUrl: BASE, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });
const candle = 'BEESWAX-CANDLE';
const address = { name: 'Ada Whitlock', line1: '12 Harrogate Road', city: 'Leeds', postalCode: 'LS7 3PD', country: 'GB' };

/** How often each order was told as confirmed. @type {Map<string, number>} */
const streamed = new Map();
/** @type {Map<string, number>} */
const delivered = new Map();
/** @param {Map<string, number>} told @param {string} order */
const count = (told, order) => told.set(order, (told.get(order) ?? 0) + 1);

/** Products, by file. A bad row is refused alone. */
async function upload() {
  const { id } = await onefront.imports.upload({ kind: 'products', file: await readFile(new URL('products.csv', import.meta.url), 'utf8'), name: 'products.csv' });
  const { status, accepted, unchanged, rejected, errors } = await onefront.imports.wait(id);
  console.log(`products: ${status}, ${accepted} taken, ${unchanged} as they were, ${rejected} refused`);
  for (const { row, path, message } of errors) console.log(`  row ${row}: ${path} ${message}`);
  await onefront.post('/v1/stock/movements', { body: { movements: [{ sku: candle, location: 'derby', quantity: 20, reason: 'count', reference: `shop ${RUN}` }] } });
}

/** Deliveries of webhooks: genuine ones only, each id once. */
async function receive() {
  /** @type {Set<string>} */
  const seen = new Set();
  /** @type {string[]} */
  const secrets = [];
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    try {
      const { id, event } = verifyWebhook(Buffer.concat(pieces), request.headers, secrets);
      if (!seen.has(id)) count(delivered, event.subject);
      seen.add(id);
      response.writeHead(204).end();
    } catch (error) {
      response.writeHead(error instanceof WebhookNotGenuine ? 401 : 500).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const forged = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: '{}' });
  console.log(`receiver: a forged delivery is answered ${forged.status}`);
  const { id, secret } = await onefront.post('/v1/webhooks', { body: { url: `http://127.0.0.1:${port}/onefront`, types: ['order.confirmed'] } });
  secrets.push(secret);
  return async () => {
    await onefront.delete('/v1/webhooks/{id}', { params: { path: { id } } });
    server.close();
    server.closeAllConnections();
  };
}

/** A real shop stores the position of the last event that it has dealt with, and goes on behind it. @param {AbortSignal} signal */
async function listen(signal) {
  for await (const { subject } of onefront.events({ types: ['order.confirmed'], after: process.env['LAST_POSITION'] ?? 0, signal })) count(streamed, subject);
}

/** @param {number} number */
async function sell(number) {
  const body = { channel: 'web', externalId: `candle-${RUN}-${number}`, customer: { email: 'ada.whitlock@example.com', name: 'Ada Whitlock' }, lines: [{ sku: candle, quantity: 1 }], fulfillment: { method: /** @type {const} */ ('ship'), address } };
  const call = { body, idempotencyKey: `candle-${RUN}-${number}` };
  const [first, second] = [await onefront.post('/v1/orders', call), await onefront.post('/v1/orders', call)];
  if (first.id !== second.id) throw new Error('sent twice, sold twice');
  return first.id;
}

/** @param {() => boolean} done @param {string} what */
async function until(done, what) {
  for (const deadline = Date.now() + 90_000; !done();) {
    if (Date.now() > deadline) throw new Error(`waited too long for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

await upload();
const stop = new AbortController();
const listening = listen(stop.signal);
const close = RECEIVER === 'off' ? async () => undefined : await receive();

/** @type {string[]} */
const orders = [];
for (let number = 1; number <= 5; number += 1) orders.push(await sell(number));
console.log(`sold: ${orders.length} candles, each sent twice`);
const cancelled = await onefront.post('/v1/orders/{id}/cancellation', { params: { path: { id: orders[0] ?? '' } }, body: { reason: 'gift for somebody else' } });
console.log(`cancelled: one, it is ${cancelled.status}`);
const greedy = await onefront.post('/v1/orders', { body: { channel: 'web', lines: [{ sku: candle, quantity: 1000 }], fulfillment: { method: 'ship', address } } }).catch((error) => error);
if (!(greedy instanceof OnefrontProblem) || greedy.word !== 'out-of-stock') throw greedy;
console.log(`refused: ${greedy.word}, ${greedy.errors[0]?.message}`);

await until(() => orders.every((id) => streamed.has(id)), 'the stream');
if (RECEIVER !== 'off') await until(() => orders.every((id) => delivered.has(id)), 'the webhooks');
stop.abort();
await listening;
await close();
for (const id of orders) if (streamed.get(id) !== 1 || (RECEIVER !== 'off' && delivered.get(id) !== 1)) throw new Error(`${id} was told ${streamed.get(id)} and ${delivered.get(id)} times`);
console.log(`told: each order once by the stream${RECEIVER === 'off' ? '' : ' and once by a webhook'}`);
