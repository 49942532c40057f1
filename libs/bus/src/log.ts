/** Where the bus tells of trouble. Fields are plain values; `error` may be anything that was thrown. Never personal data. */
export type BusLog = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** One JSON line on stderr, for processes that inject no logger. */
export const logToStderr: BusLog = (message, fields = {}) => {
  const { error, ...rest } = fields;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : error;
  process.stderr.write(`${JSON.stringify({ level: 'warn', at: new Date().toISOString(), scope: 'bus', message, ...rest, ...(reason === undefined ? {} : { error: reason }) })}\n`);
};
