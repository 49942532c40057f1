import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Body, Reply, Till } from '../../src/index.js';
import { checkout } from './workplace.js';

interface Operation { readonly parameters: ReadonlyArray<{ name: string; in: string; example?: unknown }>; readonly responses: Record<string, { content?: Record<string, unknown> }>; readonly requestBody?: { readonly content: Record<string, { examples?: Record<string, { summary: string; value: Body }> }> } }

/** Ids that no document can know, and bodies that name one. Anything that is not here is sent word for word to the path of its examples. */
type Prepared = { readonly id: string; readonly body?: Body };
type Prepare = (till: Till) => Promise<Prepared>;

const placed = async (till: Till, body: Body) => (await till.must('POST', '/v1/orders', body)) as Body;
const ship = { channel: 'web', lines: [{ sku: 'LAMP-SAGE', quantity: 1 }], fulfillment: { method: 'ship', address: { line1: '12 Harrogate Road', city: 'Leeds', country: 'GB' } } };
const pickup = { ...ship, fulfillment: { method: 'pickup', location: 'leeds' } };
const carryOut = { channel: 'till-leeds', lines: [{ sku: 'LAMP-SAGE', quantity: 1 }], fulfillment: { method: 'carry-out', location: 'leeds' } };

/** The fulfillment of a new order, some steps along. */
const along = (body: Body, ...steps: string[]): Prepare => async (till) => {
  const order = await placed(till, body);
  const { id, lines } = order.fulfillments[0];
  for (const step of steps) await till.must('POST', `/v1/fulfillments/${id}/${step}`, step === 'pick' ? { lines: lines.map(({ lineId, quantity }: Body) => ({ lineId, quantity })) } : {});
  return { id };
};
const mug = { ...ship, lines: [{ sku: 'MUG-CLAY', quantity: 1 }] };
const carrier = { carrier: 'Royal Mail', tracking: 'RM123456785GB' };
/** A return by mail, some steps along. */
const comingBack = (...steps: string[]): Prepare => async (till) => {
  const { id: order } = await placed(till, carryOut);
  const { id } = await till.must('POST', `/v1/orders/${order}/return-requests`, { location: 'leeds', lines: [{ sku: 'LAMP-SAGE', quantity: 1 }] });
  for (const step of steps) await till.must('POST', `/v1/returns/${id}/${step}`, step === 'send' ? carrier : {});
  return { id };
};
const person = async (till: Till) => (await till.must('POST', '/v1/customers', { name: 'Somebody' })).id as string;
const merged = async (till: Till) => {
  const [id, from] = [await person(till), await person(till)];
  return { id, mergeId: (await till.must('POST', `/v1/customers/${id}/merge`, { from })).mergeId as string };
};
const hook = async (till: Till) => ({ id: (await till.must('POST', '/v1/webhooks', { url: 'http://127.0.0.1:9/', types: ['order.confirmed'] })).id as string });

const secondTill = async (till: Till) => {
  await till.must('PUT', '/v1/tills/till-leeds-2', { name: 'Till 2', location: 'leeds', channel: 'till-leeds', publicKey: 'ftVhF9mxkDrM-7eofVYdgx7CU8rAMgiAaeBt6n73FZs' });
  return { id: 'till-leeds-2' };
};

/** An expected receipt of its own each time. */
const expected = async (till: Till) => ({ id: (await till.must('PUT', `/v1/expected-receipts/po-${randomUUID()}`, { sku: 'MUG-CLAY', location: 'leeds', quantity: 12, eta: '2036-12-01T00:00:00Z' })).id as string });
const toBristol = async (till: Till) => ({ id: (await till.must('POST', '/v1/transfers', { from: 'leeds', to: 'bristol', lines: [{ sku: 'MUG-CLAY', quantity: 2 }] })).id as string });
const inBristol = async (till: Till) => ({ id: (await till.must('POST', '/v1/counts', { location: 'bristol', skus: ['MUG-CLAY'] })).id as string });

const prepare: Readonly<Record<string, Prepare>> = {
  'POST /v1/transfers/{id}/receive': toBristol,
  'POST /v1/transfers/{id}/cancel': toBristol,
  'POST /v1/expected-receipts/{id}/receive': expected,
  'POST /v1/expected-receipts/{id}/cancel': expected,
  'POST /v1/counts/{id}/quantities': inBristol,
  'POST /v1/counts/{id}/close': inBristol,
  'POST /v1/locations/{id}/popup': async (till) => {
    await till.must('PUT', '/v1/locations/winter-fair', { name: 'Winter fair', kind: 'popup', popup: { startsAt: '2026-11-01T09:00:00Z', endsAt: '2099-01-01T18:00:00Z' } });
    await till.must('POST', '/v1/stock/movements', { movements: [{ sku: 'MUG-CLAY', location: 'winter-fair', quantity: 5, reason: 'receipt' }] });
    return { id: 'winter-fair' };
  },
  'POST /v1/holds/{id}/extend': async (till) => ({ id: (await till.must('POST', '/v1/holds', { channel: 'web', lines: [{ sku: 'LAMP-SAGE', quantity: 1 }] })).id }),
  'PUT /v1/tills/{id}': async () => ({ id: 'till-leeds-1' }),
  'POST /v1/tills/{id}/sales': async (till) => {
    await till.must('PUT', '/v1/tills/till-leeds-1', { name: 'Till 1', location: 'leeds', channel: 'till-leeds', publicKey: 'ftVhF9mxkDrM-7eofVYdgx7CU8rAMgiAaeBt6n73FZs' });
    return { id: 'till-leeds-1' };
  },
  'PUT /v1/tills/{id}/stock-lease': secondTill,
  'PUT /v1/tills/{id}/coupon-lease': secondTill,
  'POST /v1/orders/{id}/cancellation': async (till) => ({ id: (await placed(till, ship)).id }),
  'POST /v1/orders/{id}/returns': async (till) => ({ id: (await placed(till, carryOut)).id }),
  'POST /v1/orders/{id}/return-requests': async (till) => ({ id: (await placed(till, carryOut)).id }),
  'POST /v1/orders/{id}/exchanges': async (till) => ({ id: (await placed(till, carryOut)).id }),
  'POST /v1/returns/{id}/authorise': comingBack(),
  'POST /v1/returns/{id}/decline': comingBack(),
  'POST /v1/returns/{id}/send': comingBack('authorise'),
  'POST /v1/returns/{id}/receive': comingBack('authorise', 'send'),
  'POST /v1/returns/{id}/inspect': comingBack('authorise', 'receive'),
  'POST /v1/fulfillments/{id}/hold': along(mug),
  'POST /v1/fulfillments/{id}/release': async (till) => {
    const { id } = await along(mug)(till);
    await till.must('POST', `/v1/fulfillments/${id}/hold`, { reason: 'ask first' });
    return { id };
  },
  'POST /v1/fulfillments/{id}/deliver': async (till) => {
    const { id } = await along(mug, 'accept', 'pick', 'pack')(till);
    await till.must('POST', `/v1/fulfillments/${id}/ship`, carrier);
    return { id };
  },
  'POST /v1/fulfillments/{id}/accept': along(ship),
  'POST /v1/fulfillments/{id}/reject': along(ship),
  'POST /v1/fulfillments/{id}/pick': along(ship, 'accept'),
  'POST /v1/fulfillments/{id}/pack': along(ship, 'accept', 'pick'),
  'POST /v1/fulfillments/{id}/ship': along(ship, 'accept', 'pick', 'pack'),
  'POST /v1/fulfillments/{id}/ready': along(pickup, 'accept', 'pick', 'pack'),
  'POST /v1/fulfillments/{id}/collect': async (till) => {
    const { id } = await along(pickup, 'accept', 'pick', 'pack')(till);
    return { id, body: { code: (await till.must('POST', `/v1/fulfillments/${id}/ready`, {})).collectCode } };
  },
  'PATCH /v1/customers/{id}': async (till) => ({ id: await person(till) }),
  'POST /v1/customers/{id}/merge': async (till) => ({ id: await person(till), body: { from: await person(till) } }),
  'POST /v1/customers/{id}/unmerge': async (till) => {
    const { id, mergeId } = await merged(till);
    return { id, body: { mergeId } };
  },
  'PATCH /v1/partners/{id}': async (till) => ({ id: (await till.must('POST', '/v1/partners', { name: 'P', scopes: ['orders:read'], channels: ['web'] })).id }),
  'PATCH /v1/webhooks/{id}': hook,
  'POST /v1/webhooks/{id}/replay': hook,
};

/** A form, what only Stripe can sign, and an address outside this machine: not to be sent as JSON from here. */
const ELSEWHERE = new Set(['POST /oauth/token', 'POST /v1/payments/stripe/webhook', 'POST /v1/imports', 'POST /v1/webhooks']);

/** Sends every example of the document, in its order. Gives those that were not answered 2xx. RECORD=write keeps the first answer of each route as its example. */
export async function sendExamples(till: Till): Promise<string[]> {
  const { body: document } = await till.get('/openapi.json');
  const bad: string[] = [];
  const answers: Record<string, unknown> = {};
  for (const [path, methods] of Object.entries(document.paths as Record<string, Record<string, Operation>>)) {
    for (const [verb, operation] of Object.entries(methods)) {
      const key = `${verb.toUpperCase()} ${path}`;
      const examples = Object.values(Object.values(operation.requestBody?.content ?? {})[0]?.examples ?? {});
      for (const { summary, value } of ELSEWHERE.has(key) ? [] : examples) {
        const answer = await send(till, key, operation, value);
        if (answer.status >= 300) bad.push(`${key} "${summary}" was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
        else if (answer.body !== undefined) answers[`${key} ${verb === 'post' && answer.status === 200 ? 200 : answer.status}`] ??= answer.body;
      }
    }
  }
  if (process.env['RECORD'] === 'write') record({ ...answers, ...(await reads(till, document.paths)) });
  return bad;
}

async function send(till: Till, key: string, operation: Operation, value: Body): Promise<Reply> {
  const [method, path] = key.split(' ') as [string, string];
  const prepared = await prepare[key]?.(till);
  const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(String(operation.parameters.find((one) => one.name === name)?.example ?? prepared?.id)));
  return till.call(method, filled, prepared?.body ?? value, { headers: { prefer: 'wait=30' } });
}

/** GETs whose parameters all have examples. */
async function reads(till: Till, paths: Record<string, Record<string, Operation>>): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const [path, { get }] of Object.entries(paths)) {
    if (!get?.responses['200']?.content?.['application/json'] || !path.startsWith('/v1/')) continue;
    const example = (name: string) => get.parameters.find((one) => one.name === name)?.example;
    const needed = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
    if (needed.some((name) => example(name) === undefined)) continue;
    const query = new URLSearchParams(get.parameters.filter((one) => one.in === 'query' && (one.example !== undefined || one.name === 'limit')).map((one) => [one.name, one.name === 'limit' ? '2' : String(one.example)]));
    const { status, body } = await till.get(`${path.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(String(example(name))))}?${query}`);
    if (status === 200) answers[`GET ${path} 200`] = body;
  }
  return answers;
}

function record(answers: Record<string, unknown>): void {
  const text = `/* eslint-disable max-lines -- Answers of the demo company to the examples, recorded by RECORD=write on apps/e2e/test/partners.long.int.spec.ts. Do not edit. */\nexport const answers: Readonly<Record<string, unknown>> = ${JSON.stringify(answers, (name, value: unknown) => (/secret$/i.test(name) && typeof value === 'string' ? 'shown only once' : value), 1)};\n`;
  writeFileSync(join(checkout, 'apps/gateway/src/http/guide/answers.ts'), text);
}
