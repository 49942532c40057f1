import { DomainError } from '@onefront/kernel';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { namesTwice } from './strict-json.js';
import type { KeySet } from './key-set.js';

/** Public keys only: whoever can check a token must not be able to write one. */
export const jwtAlgorithms = ['EdDSA', 'ES256', 'RS256'] as const;
/** Seconds by which clocks may differ. */
const TOLERANCE = 30;
/** Seconds from the issue of a token to its end, at most, whatever the issuer thinks. */
const LONGEST = 900;
/** A header in which a token brings or names its own key. */
const OWN_KEY = ['jku', 'jwk', 'x5u', 'x5c'];

export interface JwtRules {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** Names of the claims: the partner's client id; scopes and channels, by which a token narrows what its client may. */
  readonly claims: { readonly client: string; readonly scopes: string; readonly channels: string };
}

/** What a token says: for whom it speaks, what it asks for at most (undefined = all that the client has), until when (milliseconds). */
export interface Spoken {
  readonly client: string;
  readonly scopes: readonly string[] | undefined;
  readonly channels: readonly string[] | undefined;
  readonly until: number;
}

/** Tokens (JWT, RFC 9068) of the one issuer that is configured (R33). */
export class JwtIssuer {
  constructor(private readonly rules: JwtRules, private readonly keys: KeySet, private readonly now: () => Date = () => new Date()) {}

  /** What a valid token says, undefined for any other. Throws `keys-unavailable` (503) while nobody can tell. */
  async verify(token: string): Promise<Spoken | undefined> {
    try {
      if (!isPlain(token)) return undefined;
      const { issuer, audience, algorithms } = this.rules;
      const { payload } = await jwtVerify(token, this.keys.find, {
        issuer, audience, algorithms: [...algorithms], typ: 'at+jwt', clockTolerance: TOLERANCE, maxTokenAge: LONGEST, requiredClaims: ['exp', 'iat', this.rules.claims.client], currentDate: this.now(),
      });
      return this.read(payload);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      if (error instanceof errors.JOSEError) return undefined;
      // Keys that do not fit their algorithm come as errors of the platform: whatever it is, nothing was proved.
      return undefined;
    }
  }

  private read(payload: JWTPayload): Spoken | undefined {
    const { client: named, scopes, channels } = this.rules.claims;
    const client = payload[named];
    if (typeof client !== 'string' || client === '' || client.length > 64 || client.includes('\u0000')) return undefined;
    if (payload.exp! - payload.iat! > LONGEST) return undefined;
    const asked = { scopes: wordsOf(payload[scopes]), channels: wordsOf(payload[channels]) };
    if (asked.scopes === null || asked.channels === null) return undefined;
    return { client, scopes: asked.scopes, channels: asked.channels, until: (payload.exp! + TOLERANCE) * 1000 };
  }
}

/** Three parts, a header that names a key and brings none, and no member named twice. Looked at before any key is asked for. */
function isPlain(token: string): boolean {
  const parts = token.split('.');
  if (parts.length !== 3) return false;
  const [header, payload] = parts.slice(0, 2).map((part) => Buffer.from(part, 'base64url').toString('utf8')) as [string, string];
  if (namesTwice(header) || namesTwice(payload)) return false;
  const members = JSON.parse(header) as Record<string, unknown>;
  return typeof members === 'object' && members !== null && typeof members['kid'] === 'string' && OWN_KEY.every((name) => !(name in members));
}

/** A list of words, or words in one text as RFC 8693 has it; undefined when nothing is said, null for anything else. */
function wordsOf(claim: unknown): readonly string[] | undefined | null {
  if (claim === undefined) return undefined;
  if (typeof claim === 'string') return claim.split(' ').filter(Boolean);
  return Array.isArray(claim) && claim.every((one) => typeof one === 'string') ? (claim as string[]) : null;
}
