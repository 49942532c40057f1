import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { readEventStream, type EventBlock } from '../src/event-stream.js';
import { secondsOf } from '../src/problem.js';
import { mayRepeatAnswered, mayRepeatUnanswered, pauseBefore, type Sent } from '../src/retry.js';
import { verifyWebhook, WebhookNotGenuine } from '../src/webhook.js';

const sent = (method: string, more: Partial<Sent> = {}): Sent => ({ method, keyed: false, conditional: false, ...more });

describe('what is sent again', () => {
  it.each<[string, Sent, boolean]>([
    ['a read', sent('GET'), true],
    ['a PUT', sent('PUT'), true],
    ['a DELETE', sent('DELETE'), true],
    ['a PUT of one version', sent('PUT', { conditional: true }), false],
    ['a POST under a key', sent('POST', { keyed: true }), true],
    ['a POST without a key', sent('POST'), false],
    ['a PATCH', sent('PATCH'), false],
  ])('%s, when nobody knows whether it arrived', (_, request, may) => {
    expect(mayRepeatUnanswered(request)).toBe(may);
    expect(mayRepeatAnswered(request, 503, undefined)).toBe(may);
  });

  it('anything that was turned away before it was looked at', () => {
    expect(mayRepeatAnswered(sent('PATCH'), 429, undefined)).toBe(true);
  });

  it('no outcome, also when it carries Retry-After', () => {
    for (const status of [200, 201, 400, 402, 404, 409, 412, 422, 500]) expect(mayRepeatAnswered(sent('POST', { keyed: true }), status, 'https://onefront.dev/problems/out-of-stock')).toBe(false);
    expect(mayRepeatAnswered(sent('POST', { keyed: true }), 409, 'https://onefront.dev/problems/in-flight')).toBe(true);
  });

  it('after a pause that is random over a doubling span, and never sooner than was asked', () => {
    expect(pauseBefore(0, null, 1)).toBe(100);
    expect(pauseBefore(3, null, 0.5)).toBe(400);
    expect(pauseBefore(30, null, 1)).toBe(10_000);
    expect(pauseBefore(0, '3', 0)).toBe(3000);
    expect(pauseBefore(0, '3600', 0)).toBeUndefined();
  });

  it('reads Retry-After as seconds or as a date', () => {
    expect(secondsOf('7')).toBe(7);
    expect(secondsOf('Mon, 23 Nov 2026 10:00:30 GMT', Date.parse('2026-11-23T10:00:00Z'))).toBe(30);
    expect(secondsOf('soon')).toBeUndefined();
    expect(secondsOf(null)).toBeUndefined();
  });
});

describe('a stream of events', () => {
  async function blocks(pieces: readonly string[]): Promise<EventBlock[]> {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => { for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece)); controller.close(); } });
    const read: EventBlock[] = [];
    for await (const block of readEventStream(body, () => undefined)) read.push(block);
    return read;
  }

  it('is read whatever the pieces in which it comes', async () => {
    const text = ': from 6\n\nid: 7\nevent: stock.changed\ndata: {"a":"é"}\n\n: still here\n\nid: 8\r\ndata: one\r\ndata: two\r\n\r\n';
    const expected = [{ id: '6' }, { id: '7', event: 'stock.changed', data: '{"a":"é"}' }, { id: '8', data: 'one\ntwo' }];
    expect(await blocks([text])).toEqual(expected);
    expect(await blocks([...text].map((one) => one))).toEqual(expected);
  });

  it('drops a block that breaks off', async () => {
    expect(await blocks(['id: 7\ndata: {}\n\nid: 8\ndata: {"half":'])).toEqual([{ id: '7', data: '{}' }]);
  });
});

describe('verifyWebhook', () => {
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const other = `whsec_${randomBytes(24).toString('base64')}`;
  const body = JSON.stringify({ specversion: '1.0', id: 'e-1', type: 'order.confirmed', source: '/onefront', subject: 'o-1', time: '2026-11-23T10:00:00.000Z', data: { total: '12.50 £' } });
  const sentAt = new Date('2026-11-23T10:00:00Z');
  const signed = (by: string, what = body, at = sentAt) => ({ 'webhook-id': 'm-1', 'webhook-timestamp': String(at.getTime() / 1000), 'webhook-signature': new Webhook(by).sign('m-1', at, what) });
  const now = sentAt.getTime();

  it('gives the event of a delivery that the reference signs', () => {
    const delivery = verifyWebhook(Buffer.from(body), signed(secret), secret, { now });
    expect(delivery).toMatchObject({ id: 'm-1', sentAt, event: { type: 'order.confirmed', subject: 'o-1' } });
    expect(verifyWebhook(body, new Headers(signed(secret)), secret, { now }).id).toBe('m-1');
  });

  it('takes either of two secrets, and one of several signatures', () => {
    expect(verifyWebhook(body, signed(other), [secret, other], { now }).id).toBe('m-1');
    const both = { ...signed(secret), 'webhook-signature': `${signed(other)['webhook-signature']} ${signed(secret)['webhook-signature']}` };
    expect(verifyWebhook(body, both, secret, { now }).id).toBe('m-1');
  });

  it.each<[string, () => unknown]>([
    ['another secret', () => verifyWebhook(body, signed(other), secret, { now })],
    ['a changed body', () => verifyWebhook(body.replace('o-1', 'o-2'), signed(secret), secret, { now })],
    ['a changed id', () => verifyWebhook(body, { ...signed(secret), 'webhook-id': 'm-2' }, secret, { now })],
    ['an old one', () => verifyWebhook(body, signed(secret), secret, { now: now + 301_000 })],
    ['one of the future', () => verifyWebhook(body, signed(secret), secret, { now: now - 301_000 })],
    ['a missing header', () => verifyWebhook(body, { ...signed(secret), 'webhook-signature': undefined }, secret, { now })],
    ['a signature of another length', () => verifyWebhook(body, { ...signed(secret), 'webhook-signature': 'v1,AAAA' }, secret, { now })],
    ['no signature of this version', () => verifyWebhook(body, { ...signed(secret), 'webhook-signature': signed(secret)['webhook-signature'].replace('v1', 'v2') }, secret, { now })],
    ['a time that is none', () => verifyWebhook(body, { ...signed(secret), 'webhook-timestamp': 'NaN' }, secret, { now })],
  ])('refuses %s', (_, verify) => {
    expect(verify).toThrow(WebhookNotGenuine);
  });
});
