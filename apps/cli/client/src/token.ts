import { OnefrontSignInRefused, problemOf } from './problem.js';

export interface SignIn {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Fewer scopes than the client has. All of them when left out. */
  readonly scope?: string;
}

interface Token {
  readonly value: string;
  /** Milliseconds since 1970 after which a new one is asked for. */
  readonly until: number;
}

/** Signs in when a token is needed, keeps it until shortly before it expires, and never asks twice at once. */
export class Tokens {
  private token: Token | undefined;
  private asking: Promise<Token> | undefined;

  constructor(private readonly signIn: SignIn, private readonly send: (make: () => Request) => Promise<Response>) {}

  /** Rejects with `OnefrontSignInRefused` when the credentials are wrong, with `OnefrontProblem` when Onefront cannot answer. */
  async bearer(): Promise<string> {
    if (this.token && this.token.until > Date.now()) return this.token.value;
    this.asking ??= this.ask().finally(() => { this.asking = undefined; });
    this.token = await this.asking;
    return this.token.value;
  }

  /** It was not accepted: the next call signs in anew, unless that has happened already. */
  refused(value: string): void {
    if (this.token?.value === value) this.token = undefined;
  }

  private async ask(): Promise<Token> {
    const { baseUrl, clientId, clientSecret, scope } = this.signIn;
    const basic = btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
    const asked = Date.now();
    const response = await this.send(() => new Request(`${baseUrl}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}`, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) }).toString(),
    }));
    if (response.status === 400 || response.status === 401) {
      const { error = 'invalid_client', error_description } = (await response.json().catch(() => ({}))) as { error?: string; error_description?: string };
      throw new OnefrontSignInRefused(error, error_description);
    }
    if (!response.ok) throw await problemOf(response);
    const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number };
    // A tenth of its life, a minute at most, is left for requests that are on their way.
    return { value: access_token, until: asked + (expires_in - Math.min(60, expires_in / 10)) * 1000 };
  }
}
