import { DomainError } from '@onefront/kernel';

/** Deeper than any document of ours; keeps recursion bounded everywhere behind. */
const DEEPEST = 50;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Reads a JSON body. Throws `malformed-json` (400): broken syntax, not UTF-8, nested too deeply. An empty body is undefined. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (isTooDeep(bytes)) throw new DomainError('malformed-json', 'malformed', `The body is nested more than ${DEEPEST} levels deep.`);
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    throw new DomainError('malformed-json', 'malformed', 'The body is not valid JSON in UTF-8.');
  }
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
