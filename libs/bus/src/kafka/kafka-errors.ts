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

/** True for an error of that class of the library, or one that it has wrapped: its retries wrap what they give up on. */
export function isNamed(error: unknown, name: string, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 5) return false;
  const { cause, originalError } = error as ClientError;
  return (error as Error).name === name || isNamed(cause, name, depth + 1) || isNamed(originalError, name, depth + 1);
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
