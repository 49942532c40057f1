import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Algorithm = 'EdDSA' | 'ES256' | 'RS256';
export interface IssuerKey { readonly kid: string; readonly alg: Algorithm; readonly privateKey: KeyObject; readonly publicKey: KeyObject }

/** An issuer of tokens on loopback, written without any library of ours: it gives out its keys, and signs whatever it is told to. */
export interface TestIssuer {
  readonly url: string;
  readonly jwks: string;
  /** What it gives out now. */
  keys: IssuerKey[];
  /** How the next requests are answered: as they should, not at all, or with another text. */
  answer: 'keys' | 'nothing' | { readonly text: string };
  /** How often its keys were asked for. */
  asked: number;
  close(): Promise<void>;
}

export function newKey(kid: string, alg: Algorithm): IssuerKey {
  const pair = alg === 'EdDSA' ? generateKeyPairSync('ed25519') : alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, alg, ...pair };
}

export function publicJwk({ kid, alg, publicKey }: IssuerKey): object {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
}

export async function startIssuer(keys: IssuerKey[]): Promise<TestIssuer> {
  const server = createServer((_request, response) => {
    issuer.asked += 1;
    if (issuer.answer === 'nothing') return void response.destroy();
    response.setHeader('content-type', 'application/jwk-set+json');
    response.end(issuer.answer === 'keys' ? JSON.stringify({ keys: issuer.keys.map(publicJwk) }) : issuer.answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: TestIssuer = {
    url, jwks: `${url}/keys`, keys, answer: 'keys', asked: 0,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
  return issuer;
}

const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token with exactly this header and payload (objects, or texts word for word), signed with this key whatever they say. */
export function tokenOf(key: IssuerKey, header: object | string, payload: object | string): string {
  const input = `${part(header)}.${part(payload)}`;
  const signature = sign(key.alg === 'EdDSA' ? null : 'sha256', Buffer.from(input), key.alg === 'ES256' ? { key: key.privateKey, dsaEncoding: 'ieee-p1363' } : key.privateKey);
  return `${input}.${signature.toString('base64url')}`;
}

/** The classic: the public key, which everybody has, taken for a shared secret. */
export function tokenByHmac(secret: string, header: object, payload: object): string {
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

export function unsignedToken(header: object, payload: object, signature = ''): string {
  return `${part(header)}.${part(payload)}.${signature}`;
}
