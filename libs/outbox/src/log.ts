/** Where the outbox tells of trouble. Fields are plain values; `error` may be anything that was thrown. Never personal data. */
export type OutboxLog = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** One JSON line on stderr, for processes that inject no logger. */
export const logToStderr: OutboxLog = (message, fields = {}) => {
  const { error, ...rest } = fields;
  process.stderr.write(`${JSON.stringify({ level: 'warn', at: new Date().toISOString(), scope: 'outbox', message, ...rest, ...(error === undefined ? {} : { error: wordsOf(error) }) })}\n`);
};

/** An error in a few words, for logs and for the column `error` of parked messages and dead letters. */
export function wordsOf(error: unknown): string {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  // Postgres cannot store NUL in text, and one line is enough to know what happened.
  return words.replaceAll('\u0000', '').slice(0, 2_000);
}
