import { createPrivateKey, createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import { canonicalJson } from '@onefront/kernel';

/** PKCS #8 of Ed25519 (RFC 8410), in front of the 32 bytes of the seed. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Who a till is: its id and its key. The seed never leaves it. */
export interface Device {
  readonly till: string;
  /** Raw Ed25519 public key, base64url: what `PUT /v1/tills/{id}` is given. */
  readonly publicKey: string;
  /** Signs the canonical JSON (RFC 8785) of what is said, with the till's id added. */
  sign<T extends object>(said: T): T & { signature: string };
}

/** A device by its id and the 32 bytes of its key. */
export function deviceOf(till: string, seed: Buffer): Device {
  const key: KeyObject = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'jwk' }).x!;
  return { till, publicKey, sign: (said) => ({ ...said, signature: sign(null, Buffer.from(canonicalJson({ ...said, till })), key).toString('base64url') }) };
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID: 48 bits of time in milliseconds, 80 bits of chance. */
export function newUlid(now: Date, random: Buffer = randomBytes(10)): string {
  let bits = (BigInt(now.getTime()) << 80n) | BigInt(`0x${random.toString('hex')}`);
  let text = '';
  for (let i = 0; i < 26; i++, bits >>= 5n) text = CROCKFORD[Number(bits & 31n)]! + text;
  return text;
}
