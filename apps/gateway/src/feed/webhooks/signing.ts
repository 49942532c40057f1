import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A fresh secret: 256 random bits in the written form of Standard Webhooks. */
export function newSigningSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

export interface Signable {
  /** Stays the same however often it is sent; never holds a full stop, which separates the parts that are signed. */
  readonly id: string;
  /** Seconds since 1970, of this attempt. */
  readonly timestamp: number;
  readonly body: string;
}

/** The three headers of Standard Webhooks; one signature per secret, so that a receiver can change over in its own time. */
export function signedHeaders({ id, timestamp, body }: Signable, secrets: readonly string[]): Record<string, string> {
  if (id.includes('.')) throw new Error('an id with a full stop cannot be signed');
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
}
