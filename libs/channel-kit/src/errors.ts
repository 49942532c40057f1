/** The marketplace, or our own reading of its limits, asks us to wait (429 with Retry-After). Nothing was done. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
  constructor(readonly operation: string, /** Milliseconds. */ readonly retryAfterMs: number) {
    super(`${operation} is throttled for ${retryAfterMs} ms`);
  }
}

/** The marketplace understood and said no; asking again will not help. `code` is the marketplace's own. */
export class ChannelRefused extends Error {
  override readonly name = 'ChannelRefused';
  constructor(readonly operation: string, readonly code: string, detail: string) {
    super(`${operation} was refused (${code}): ${detail}`);
  }
}

/** The marketplace did not answer, or with an error of its own. Whether it took effect is unknown: repeat. */
export class ChannelAway extends Error {
  override readonly name = 'ChannelAway';
  constructor(readonly operation: string, detail: string) {
    super(`${operation}: ${detail}`);
  }
}
