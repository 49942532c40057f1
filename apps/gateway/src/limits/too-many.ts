/** More requests than the client may make (429). Its status is understood by the table of problems like that of any framework error. */
export class TooManyRequests extends Error {
  constructor(readonly retryAfter: number, readonly headers: Readonly<Record<string, string>>) {
    super('More requests than this client may make. Retry-After says when to come again.');
  }
  getStatus(): number {
    return 429;
  }
}
