import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OnefrontEvent } from './events.js';

/** The delivery is not from Onefront, or too old, or changed on its way: answer 401 and do not look at it. */
export class WebhookNotGenuine extends Error {
  override readonly name = 'WebhookNotGenuine';
}

export interface WebhookHeaders {
  get(name: string): string | null;
}

export interface VerifyOptions {
  /** How far the sender's clock may be off, and how old a delivery may be, in seconds. Default 300. */
  readonly toleranceSeconds?: number;
  /** Milliseconds since 1970, default the clock. */
  readonly now?: number;
}

/** A delivery that is genuine. `id` is the same however often it is sent: do the work once per id. */
export interface WebhookDelivery {
  readonly id: string;
  readonly sentAt: Date;
  readonly event: OnefrontEvent;
}

/**
 * Checks a delivery by Standard Webhooks and gives its event. `body` must be the bytes as they came: parsed and written again they differ.
 * With several secrets (while one is being replaced) any of them will do. Compares in constant time. Throws `WebhookNotGenuine`.
 */
export function verifyWebhook(body: string | Uint8Array, headers: WebhookHeaders | Readonly<Record<string, string | string[] | undefined>>, secrets: string | readonly string[], options: VerifyOptions = {}): WebhookDelivery {
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signatures = header(headers, 'webhook-signature').split(' ').filter((one) => one.startsWith('v1,')).map((one) => Buffer.from(one.slice(3), 'base64'));
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  const now = (options.now ?? Date.now()) / 1000;
  if (!(Math.abs(now - seconds) <= (options.toleranceSeconds ?? 300))) throw new WebhookNotGenuine('webhook-timestamp is not of now');
  const expected = (typeof secrets === 'string' ? [secrets] : secrets).map((secret) => createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest());
  // All pairs are compared, whatever the first ones say.
  const equal = expected.flatMap((wanted) => signatures.map((given) => given.length === wanted.length && timingSafeEqual(given, wanted)));
  if (!equal.includes(true)) throw new WebhookNotGenuine('no signature fits');
  return { id, sentAt: new Date(seconds * 1000), event: JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString('utf8')) as OnefrontEvent };
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (key.length === 0) throw new TypeError('the secret of a webhook looks like whsec_...');
  return key;
}

function header(headers: WebhookHeaders | Readonly<Record<string, string | string[] | undefined>>, name: string): string {
  const value = typeof (headers as WebhookHeaders).get === 'function' ? (headers as WebhookHeaders).get(name) : (headers as Record<string, string | string[] | undefined>)[name];
  if (typeof value !== 'string' || value === '') throw new WebhookNotGenuine(`${name} is missing`);
  return value;
}
