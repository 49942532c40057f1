/**
 * Logs never hold personal data or secrets (R38, R40). Members are hidden by their name, addresses with passwords and e-mail
 * addresses by their shape, and the configured secrets by their value, whoever writes them.
 */
const HIDDEN = '[hidden]';

const SECRET_NAME = /password|passwd|secret|token|authorization|cookie|api-?_?key|credential|pepper/i;
const PERSONAL_NAME = /^(email|e-?mail|phone|mobile|fax|(first|last|given|family|full|display|buyer|recipient)_?name|buyer|recipient|addressee|person|(shipping|billing|delivery|postal)?_?address|street|line[12]|address_?line|house_?number|post(al)?_?code|zip|city|birth(day|date)?|date_?of_?birth|tax_?id|iban|card(_?number)?|loyalty_?card|gift_?note)$/i;
/** PostgreSQL repeats row values in these. */
const DRIVER_NAME = /^(detail|where|internalQuery|parameters|query|hint|name)$/;

const EMAIL = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi;
const BEARER = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;

/** Text without passwords in addresses, bearer tokens and e-mail addresses. */
export function redactText(text: string): string {
  return text.replace(URL_PASSWORD, `$1${HIDDEN}@`).replace(BEARER, `$1 ${HIDDEN}`).replace(EMAIL, HIDDEN);
}

/** A copy that may be logged, at most six levels deep and 100 members wide. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return value;
  if (Buffer.isBuffer(value)) return `${value.length} bytes`;
  if (depth >= 6) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 100).map((member) => redact(member, depth + 1));
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return Object.fromEntries(entries.slice(0, 100).map(([name, member]) => [String(name), isHidden(String(name)) ? HIDDEN : redact(member, depth + 1)]));
}

function isHidden(name: string): boolean {
  return SECRET_NAME.test(name) || PERSONAL_NAME.test(name);
}

/** Only plain members: errors of drivers carry their whole client, with its settings, as a member. */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const plain = Object.entries(error).filter(([name, member]) => ['string', 'number', 'boolean'].includes(typeof member) && !DRIVER_NAME.test(name) && !isHidden(name));
  return {
    ...redact(Object.fromEntries(plain), depth + 1) as object,
    type: error.name,
    message: redactText(error.message),
    ...(error.stack ? { stack: redactText(error.stack) } : {}),
    ...(error instanceof AggregateError && depth < 4 ? { errors: error.errors.slice(0, 10).map((inner) => redact(inner, depth + 1)) } : {}),
    ...(error.cause !== undefined && depth < 4 ? { cause: redact(error.cause, depth + 1) } : {}),
  };
}

/** Replaces the literal values of secrets in a finished line; the last wall, whatever came before it. */
export function secretFilter(secrets: readonly string[]): (line: string) => string {
  const written = secrets.filter((secret) => secret.length >= 6).map((secret) => JSON.stringify(secret).slice(1, -1));
  return (line) => written.reduce((text, secret) => (text.includes(secret) ? text.replaceAll(secret, HIDDEN) : text), line);
}
