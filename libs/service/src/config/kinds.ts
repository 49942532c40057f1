import { z } from 'zod';

/**
 * The kinds of value that an environment variable may hold. Each says in its description what is expected:
 * the description stands in `--help`, in the generated documentation and in the message about a wrong value.
 */

export function text() {
  return z.string().min(1).describe('text');
}

export function wholeNumber(min: number, max: number) {
  return z.string().regex(/^\d{1,15}$/, 'not a whole number').transform(Number)
    .pipe(z.number().min(min, `smaller than ${min}`).max(max, `greater than ${max}`))
    .describe(`a whole number from ${min} to ${max}`);
}

export function port() {
  return wholeNumber(0, 65_535).describe('a port from 0 to 65535, where 0 picks a free one');
}

export function flag() {
  return z.enum(['true', 'false']).transform((value) => value === 'true').describe('true or false');
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values).describe(`one of ${values.join(', ')}`);
}

/** `a,b,c`; blanks around the commas do not count. */
export function list() {
  return z.string().transform((value) => value.split(',').map((part) => part.trim()).filter(Boolean))
    .pipe(z.array(z.string()).min(1, 'an empty list')).describe('a list separated by commas');
}

/** An address with one of the given schemes, as written (not parsed), so that drivers see what the operator wrote. */
export function address(...schemes: readonly string[]) {
  const expected = schemes.map((scheme) => `${scheme}://...`).join(' or ');
  const fits = (value: string) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1));
  return z.string().refine(fits, `not an address like ${expected}`).describe(`an address like ${expected}`);
}

export function postgresAddress() {
  return address('postgres', 'postgresql');
}

/** At least 32 random bytes, written as base64 or base64url. */
export function secretBytes() {
  return z.string().regex(/^[A-Za-z0-9+/_-]+={0,2}$/, 'not base64').transform((value) => Buffer.from(value, 'base64'))
    .refine((bytes) => bytes.length >= 32, 'shorter than 32 bytes').describe('at least 32 random bytes in base64');
}
