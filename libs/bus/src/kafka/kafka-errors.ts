import { RecordTooLarge, TopicMismatch } from '../driver.js';

interface ClientError {
  readonly type?: unknown;
  readonly cause?: unknown;
  readonly originalError?: unknown;
}

/** The protocol's name for what went wrong (`UNKNOWN_TOPIC_OR_PARTITION`), looked for through the library's wrappers. */
export function protocolError(error: unknown, depth = 0): string | null {
  if (typeof error !== 'object' || error === null || depth > 5) return null;
  const { type, cause, originalError } = error as ClientError;
  if (typeof type === 'string') return type;
  return protocolError(cause, depth + 1) ?? protocolError(originalError, depth + 1);
}

const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD']);

/** The error as the seam names it. Anything without a name there stays itself, stripped of nothing. */
export function translated(error: unknown): Error {
  const original = error instanceof Error ? error : new Error(String(error));
  const type = protocolError(error);
  if (type !== null && TOO_LARGE.has(type)) return new RecordTooLarge(original.message, { cause: original });
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'INVALID_TOPIC_EXCEPTION') return new TopicMismatch(original.message, { cause: original });
  return original;
}
