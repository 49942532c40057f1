import { pointer } from '@onefront/contracts';
import { DomainError, type FieldError } from '@onefront/kernel';

/** Deeper than any document of ours; keeps recursion bounded everywhere behind. */
const DEEPEST = 32;
/** Members and elements together; the greatest documents, 10,000 movements, have a third of that. */
const MOST_VALUES = 200_000;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads a JSON body. Throws `malformed-json` (400): broken syntax, not UTF-8, nested too deeply; `invalid-request` (422) with its path: what could not come back
 * as it was sent, a member that stands twice among them. An empty body is undefined.
 */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const { depth, members, commas } = measure(bytes);
  if (depth > DEEPEST) throw new DomainError('malformed-json', 'malformed', `The body is nested more than ${DEEPEST} levels deep.`);
  if (commas > MOST_VALUES) throw new DomainError('malformed-json', 'malformed', `The body holds more than ${MOST_VALUES} values.`);
  const { text, value } = parse(bytes);
  if (SUSPECT.test(text)) refuseUnstorable(value);
  // Each member has one colon; of two with one name the parser keeps the last.
  if (members !== countMembers(value)) refuse(repeatedMembers(text).map((path) => ({ path, message: 'stands twice' })));
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

/** Escapes behind which NUL, half of a surrogate pair or `__proto__` may stand, that itself, and numbers that may be beyond all; only then the whole value is walked. */
const SUSPECT = /\\u(?:0000|005f|d[89a-f])|__proto__|\de\+?\d{3}|\d{309}/i;
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
    if (member === Infinity || member === -Infinity) errors.push({ path, message: 'is a number beyond what can be kept' });
    if (typeof member === 'string' && UNSTORABLE.test(member)) errors.push({ path, message });
    if (typeof member !== 'object' || member === null) return;
    for (const [name, inner] of Object.entries(member)) {
      if (UNSTORABLE.test(name)) errors.push({ path, message: `the name of a member ${message}` });
      // Some code somewhere would take it for the prototype.
      else if (name === '__proto__') errors.push({ path: path + pointer([name]), message: 'unknown field' });
      else walk(inner, path + pointer([name]));
    }
  };
  walk(value, '');
  if (errors.length > 0) refuse(errors);
}

function refuse(errors: readonly FieldError[]): never {
  const first = errors[0] ?? { path: '', message: 'a member stands twice' };
  throw new DomainError('invalid-request', 'invalid', `${first.path || '/'}: ${first.message}`, errors.slice(0, 100));
}

/** Counts brackets, colons and commas outside of strings, without building anything. */
function measure(bytes: Buffer): { depth: number; members: number; commas: number } {
  let [depth, deepest, members, commas] = [0, 0, 0, 0];
  let inString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (inString) {
      if (byte === 0x5c) index += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x3a) members += 1;
    else if (byte === 0x2c) commas += 1;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
      if (depth > DEEPEST) break;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return { depth: deepest, members, commas };
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value);
  return inner.reduce((sum: number, member) => sum + countMembers(member), Array.isArray(value) ? 0 : inner.length);
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** JSON Pointers of members whose name stood before in the same object. `text` is valid JSON. */
function repeatedMembers(text: string): string[] {
  const repeated: string[] = [];
  const open: { names?: Set<string>; at: string | number }[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const here = open.at(-1);
    if (token === '{') open.push({ names: new Set(), at: '' });
    else if (token === '[') open.push({ at: 0 });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',' && typeof here?.at === 'number') here.at += 1;
    else if (token === ':' && here?.names) {
      here.at = JSON.parse(last) as string;
      if (here.names.has(here.at)) repeated.push(pointer(open.map(({ at }) => at)));
      here.names.add(here.at);
    } else if (token.startsWith('"')) last = token;
  }
  return repeated;
}
