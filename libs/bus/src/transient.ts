/**
 * Failures that go away by themselves: a database or broker that restarts, a lost connection, a deadlock.
 * They pause a partition; they never make a dead letter and never end a process (R3, R9).
 */
const SQL_STATES = new Set(['40001', '40P01', '55P03', '57P01', '57P02', '57P03', '57P05', '57014', '25006']);
const SQL_CLASSES = new Set(['08', '53', '58']);
const SYSTEM_CODES = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EAI_AGAIN', 'ENOTFOUND', 'EMFILE', 'ENFILE',
]);
/** What pg, its pool and HTTP clients say without a code. */
const MESSAGES = /connection terminated|connection ended|client has encountered a connection error|client was closed|timeout|timed out|socket hang up/i;

interface Coded {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly retriable?: unknown;
  readonly name?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** Whether trying the same thing again later can help, judged by SQL state, system code or the words of known clients. */
export function isTransient(error: unknown): boolean {
  return judge(error, 0);
}

function judge(error: unknown, depth: number): boolean {
  if (typeof error !== 'object' || error === null || depth > 5) return false;
  const { code, message, retriable, name, cause, errors } = error as Coded;
  if (typeof code === 'string') {
    if (SQL_STATES.has(code) || SYSTEM_CODES.has(code)) return true;
    // Five characters beginning with a digit are an SQL state: then the state alone decides, not the words.
    if (/^\d[0-9A-Z]{4}$/.test(code)) return SQL_CLASSES.has(code.slice(0, 2));
  }
  if (typeof name === 'string' && name.startsWith('KafkaJS') && retriable === true) return true;
  if (Array.isArray(errors) && errors.some((inner) => judge(inner, depth + 1))) return true;
  if (typeof message === 'string' && error instanceof Error && MESSAGES.test(message)) return true;
  return judge(cause, depth + 1);
}
