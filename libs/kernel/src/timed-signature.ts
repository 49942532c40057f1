import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * True when the header `t=<seconds since 1970>,v1=<hex>[,v1=<hex>...]` holds an HMAC-SHA256 of `<t>.<body>` under one of the secrets, made no longer than
 * `toleranceS` seconds from `now`. That is how Stripe signs what it sends; a test holds this against the official library, which the gateway need not carry.
 */
export function hasTimedSignature(header: string, body: Uint8Array, { secrets, toleranceS, now }: { readonly secrets: readonly string[]; readonly toleranceS: number; readonly now: Date }): boolean {
  const parts = header.split(',').map((part) => part.split('=', 2).map((one) => one.trim()));
  const stamp = parts.find(([name]) => name === 't')?.[1];
  const given = parts.flatMap(([name, value]) => (name === 'v1' && value !== undefined && /^[0-9a-f]{64}$/.test(value) ? [Buffer.from(value, 'hex')] : []));
  if (stamp === undefined || !/^\d{1,12}$/.test(stamp) || Math.abs(Math.floor(now.getTime() / 1000) - Number(stamp)) > toleranceS) return false;
  // Every secret is tried, so that time tells nothing.
  return secrets.map((secret) => timedSignature(body, secret, stamp)).map((wanted) => given.some((one) => timingSafeEqual(one, wanted))).includes(true);
}

function timedSignature(body: Uint8Array, secret: string, stamp: string): Buffer {
  return createHmac('sha256', secret).update(`${stamp}.`).update(body).digest();
}
