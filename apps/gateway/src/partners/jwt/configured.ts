import type { Clock } from '@onefront/kernel';
import { address, list, text, type ConfigOf, type Logger } from '@onefront/service';
import { jwtAlgorithms, JwtIssuer } from './jwt-issuer.js';
import { KeySet } from './key-set.js';

/** Entries that let tokens of another issuer in; without JWT_ISSUER there is none. */
export const jwtConfig = {
  JWT_ISSUER: { schema: text().optional(), doc: 'Whose tokens (JWT) are accepted beside our own, as it stands in their `iss`.' },
  JWT_AUDIENCE: { schema: text().optional(), doc: 'What their `aud` has to name: this installation.' },
  JWT_JWKS: { schema: address('http', 'https', 'file').optional(), doc: 'Where the public keys of the issuer are read, as a JSON Web Key Set; no token can name another place.' },
  JWT_ALGORITHMS: { schema: list(), default: jwtAlgorithms.join(','), doc: 'Signatures that are accepted, of EdDSA, ES256 and RS256.' },
  JWT_CLIENT_CLAIM: { schema: text(), default: 'sub', doc: 'The claim that holds the client id of the partner for whom a token speaks.' },
  JWT_SCOPE_CLAIM: { schema: text(), default: 'scope', doc: 'The claim by which a token narrows the scopes of its partner.' },
  JWT_CHANNEL_CLAIM: { schema: text(), default: 'channels', doc: 'The claim by which a token narrows the channels of its partner.' },
} as const;
type JwtConfig = ConfigOf<typeof jwtConfig>;

export function checkIssuer({ JWT_ISSUER, JWT_AUDIENCE, JWT_JWKS, JWT_ALGORITHMS }: JwtConfig): string[] {
  const set = [JWT_ISSUER, JWT_AUDIENCE, JWT_JWKS].filter((entry) => entry !== undefined).length;
  const unknown = JWT_ALGORITHMS.filter((name) => !(jwtAlgorithms as readonly string[]).includes(name));
  return [
    ...(set === 0 || set === 3 ? [] : ['JWT_ISSUER, JWT_AUDIENCE and JWT_JWKS belong together. Set all of them or none.']),
    ...(unknown.length === 0 ? [] : [`JWT_ALGORITHMS names ${unknown.join(', ')}. Set it to some of ${jwtAlgorithms.join(', ')}.`]),
  ];
}

export function issuerOf(config: JwtConfig, { clock, logger }: { readonly clock: Clock; readonly logger: Logger }): JwtIssuer | undefined {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_JWKS: source } = config;
  if (issuer === undefined || audience === undefined || source === undefined) return undefined;
  const keys = new KeySet(source, { onFailure: (error) => logger.warn({ error }, 'the keys of the issuer of tokens cannot be read') });
  const claims = { client: config.JWT_CLIENT_CLAIM, scopes: config.JWT_SCOPE_CLAIM, channels: config.JWT_CHANNEL_CLAIM };
  return new JwtIssuer({ issuer, audience, algorithms: config.JWT_ALGORITHMS, claims }, keys, () => clock.now());
}
