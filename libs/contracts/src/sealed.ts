import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';

/**
 * A personal value that only a holder of its key can read: AES-256-GCM, key id in the clear (R38).
 * Destroying the key makes every copy unreadable, in topics, outboxes, views and backups alike.
 */
export const sealedValue = z.object({
  kid: z.string().describe('key id; the key lives in the keyring'),
  box: z.string().describe('base64url of iv (12 bytes), tag (16 bytes) and ciphertext'),
});
export type SealedValue = z.infer<typeof sealedValue>;

/** A field that travels sealed. The argument documents, for readers, what is inside. */
export function sealed(inside: z.ZodType, description: string) {
  return sealedValue.describe(`sealed: ${description}`).meta({ 'x-sealed': z.toJSONSchema(inside, { unrepresentable: 'any' }) });
}

export interface SealingKey {
  readonly kid: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** Seals any JSON value. */
export function seal(value: unknown, key: SealingKey): SealedValue {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.key, iv);
  cipher.setAAD(Buffer.from(key.kid));
  const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return { kid: key.kid, box: Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url') };
}

/** Opens what `seal` made; throws when the key is another or the bytes were changed. */
export function unseal(value: SealedValue, key: SealingKey): unknown {
  const box = Buffer.from(value.box, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key.key, box.subarray(0, 12));
  decipher.setAAD(Buffer.from(value.kid));
  decipher.setAuthTag(box.subarray(12, 28));
  return JSON.parse(Buffer.concat([decipher.update(box.subarray(28)), decipher.final()]).toString('utf8'));
}

/** A blind index: equal values meet, the value cannot be read back without the pepper. Normalise first. */
export function blindIndex(kind: 'email' | 'phone' | 'loyalty' | 'text' | 'gift-card', normalised: string, pepper: Buffer): string {
  return createHmac('sha256', pepper).update(`${kind}:${normalised}`).digest('base64url');
}

/** Keys for personal data: infrastructure like Postgres (a KMS in production). Answers may be minutes old. */
export interface Keyring {
  /** A fresh key for one intake; durable before it is handed out. */
  newKey(): Promise<SealingKey>;
  /** The key, or undefined when it was destroyed or never was. */
  keys(kids: readonly string[]): Promise<Map<string, SealingKey>>;
  /** Destroys keys for good. */
  destroy(kids: readonly string[]): Promise<void>;
  /** The secret behind blind indexes. */
  readonly pepper: Buffer;
}
