import { readFile } from 'node:fs/promises';
import { DomainError } from '@onefront/kernel';
import { createLocalJWKSet, type JSONWebKeySet, type JWK, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

/** Milliseconds. Keys are read anew in the background when they are older than `fresh`; while they cannot be read, the last ones count until `kept`. */
const LIMITS = { fresh: 300_000, kept: 86_400_000, pause: 30_000, answer: 5_000 };
const LARGEST = 256 * 1024;

const shape = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

export interface KeySetOptions {
  readonly now?: () => number;
  readonly limits?: Partial<typeof LIMITS>;
  readonly onFailure?: (error: unknown) => void;
}

/**
 * The public keys of an issuer, from the one address that the configuration names. A key that is not known is looked for at once, but not more often
 * than every `pause`, so that invented key ids cost the issuer nothing. An outage of the issuer stops nobody whose key is known.
 */
export class KeySet {
  private keys: { readonly find: ReturnType<typeof createLocalJWKSet>; readonly at: number } | undefined;
  private tried = -Infinity;
  private reading: Promise<void> | undefined;
  private readonly now: () => number;
  private readonly limits: typeof LIMITS;

  constructor(private readonly address: string, private readonly options: KeySetOptions = {}) {
    this.now = options.now ?? Date.now;
    this.limits = { ...LIMITS, ...options.limits };
  }

  /** The key for a token's header. Throws `keys-unavailable` (503) while there are none; jose's `JWKSNoMatchingKey` for one that is not there. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (!this.usable()) await this.read();
    else if (this.now() - this.keys!.at > this.limits.fresh) void this.read();
    if (!this.usable()) throw new DomainError('keys-unavailable', 'unavailable', 'Tokens of this issuer cannot be checked at the moment.');
    try {
      return await this.keys!.find(header, token);
    } catch (error) {
      const before = this.keys;
      await this.read();
      if (this.keys === before) throw error;
      return this.keys!.find(header, token);
    }
  };

  private usable(): boolean {
    return this.keys !== undefined && this.now() - this.keys.at < this.limits.kept;
  }

  /** One at a time, and with a pause between two. A failure leaves what is known. */
  private read(): Promise<void> {
    if (this.reading) return this.reading;
    if (this.now() - this.tried < this.limits.pause) return Promise.resolve();
    this.tried = this.now();
    this.reading = this.load()
      .then((keys) => { this.keys = { find: createLocalJWKSet(keys), at: this.now() }; })
      .catch((error: unknown) => this.options.onFailure?.(error))
      .finally(() => { this.reading = undefined; });
    return this.reading;
  }

  private async load(): Promise<JSONWebKeySet> {
    const text = this.address.startsWith('file:') ? await readFile(new URL(this.address), 'utf8') : await this.fetched();
    const { keys } = shape.parse(JSON.parse(text));
    // A shared secret is no key of an issuer, and the private half of a pair nothing that we want to hold.
    return { keys: (keys as JWK[]).filter((key) => key.kty !== 'oct').map(({ d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...open }) => open as JWK) };
  }

  private async fetched(): Promise<string> {
    const response = await fetch(this.address, { redirect: 'error', signal: AbortSignal.timeout(this.limits.answer), headers: { accept: 'application/jwk-set+json, application/json' } });
    if (!response.ok || !response.body) throw new Error(`the issuer's keys: ${response.status}`);
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.length > LARGEST) throw new Error('the issuer\'s keys: too long');
    }
    return text;
  }
}
