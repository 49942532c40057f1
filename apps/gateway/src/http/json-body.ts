import { pointer } from '@onefront/contracts';
import { DomainError, type FieldError } from '@onefront/kernel';

/** Deeper than any document of ours; keeps recursion bounded everywhere behind. */
const DEEPEST = 50;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Reads a JSON body. Throws `malformed-json` (400): broken syntax, not UTF-8, nested too deeply. An empty body is undefined. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (isTooDeep(bytes)) throw new DomainError('malformed-json', 'malformed', `The body is nested more than ${DEEPEST} levels deep.`);
  const { text, value } = parse(bytes);
  if (SUSPECT.test(text)) refuseUnstorable(value);
  return value;
}

function parse(bytes: Buffer): { text: string; value: unknown } {
  try {
    const text = decoder.decode(bytes);
    return { text, value: JSON.parse(text) as unknown };
  } catch {
    throw new DomainError('malformed-json', 'malformed', 'The body is not valid JSON in UTF-8.');
  }
}

/** Escapes behind which NUL or half of a surrogate pair may stand; only then the whole value is walked. */
const SUSPECT = /\\u(?:0000|d[89a-f])/i;
const UNSTORABLE = /\u0000|\p{Surrogate}/u;

/** True for text that comes back from Postgres and UTF-8 as it was sent. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/** No field and no name may hold what Postgres and UTF-8 cannot: said here once, for every body (422). */
function refuseUnstorable(value: unknown): void {
  const errors: FieldError[] = [];
  const message = 'must not hold NUL or unpaired surrogates';
  const walk = (member: unknown, path: string): void => {
    if (typeof member === 'string' && UNSTORABLE.test(member)) errors.push({ path, message });
    if (typeof member !== 'object' || member === null) return;
    for (const [name, inner] of Object.entries(member)) {
      if (UNSTORABLE.test(name)) errors.push({ path, message: `the name of a member ${message}` });
      else walk(inner, path + pointer([name]));
    }
  };
  walk(value, '');
  if (errors.length > 0) throw new DomainError('invalid-request', 'invalid', `${errors[0]!.path}: ${errors[0]!.message}`, errors);
}

/** Counts brackets outside of strings, without building anything. */
function isTooDeep(bytes: Buffer): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (inString) {
      if (byte === 0x5c) index += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return false;
}
