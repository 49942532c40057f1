import fc from 'fast-check';
import type { OpenApi, Schema } from './document.js';

type Path = readonly (string | number)[];

/** A body that no schema of the document accepts, and where it is wrong. */
export interface Broken {
  readonly body: unknown;
  readonly what: string;
  readonly at: Path;
}

const UNKNOWN = 'xNobodyKnowsThis';
const wrongByType: Readonly<Record<string, readonly unknown[]>> = {
  string: [0, 1.5, true, [], {}, ['a'], { toString: 'x' }],
  integer: ['1', 'x', 1.5, 1e300, true, [], {}, 2 ** 60],
  number: ['1', 'x', true, [], {}],
  boolean: ['true', 0, 1, [], {}],
  array: [{}, 'a', 0, true],
  object: [[], 'a', 0, true],
};

/** Ways to break a body for certain: a member too many, one of another type, a required one missing, too long, or out of its bounds. */
export function breaks(api: OpenApi, schema: Schema, valid: unknown): Broken[] {
  const found = api.resolve(schema);
  const broken: Broken[] = [];
  walk(api, { schema: found, value: valid, path: [] }, (place) => broken.push(...breaksAt(api, place, valid)));
  return broken;
}

interface Place { readonly schema: Schema; readonly value: unknown; readonly path: Path }

/** Where the schema leaves a choice, nothing inside is broken: another branch might take it. */
function walk(api: OpenApi, place: Place, visit: (place: Place) => void): void {
  const schema = api.resolve(place.schema);
  if (schema['anyOf'] || schema['oneOf'] || schema['allOf']) return;
  visit({ ...place, schema });
  const { value, path } = place;
  if (Array.isArray(value) && schema['items']) value.forEach((item, index) => walk(api, { schema: schema['items'], value: item, path: [...path, index] }, visit));
  else if (isObject(value)) for (const [name, member] of Object.entries(schema['properties'] ?? {})) if (name in value) walk(api, { schema: member as Schema, value: value[name], path: [...path, name] }, visit);
}

function breaksAt(api: OpenApi, { schema, value, path }: Place, whole: unknown): Broken[] {
  const type = [schema['type']].flat()[0] as string | undefined;
  const put = (other: unknown, what: string): Broken => ({ body: replace(whole, path, other), what, at: path });
  const broken: Broken[] = [];
  if (type !== undefined && ![schema['type']].flat().includes('null')) broken.push(...(wrongByType[type] ?? []).map((other) => put(other, `${type} is ${JSON.stringify(other)}`)));
  if (schema['enum'] || 'const' in schema) broken.push(put('no-such-word', 'not one of its words'));
  if (type === 'object' && schema['additionalProperties'] === false && isObject(value)) {
    broken.push({ body: replace(whole, path, { ...value, [UNKNOWN]: 1 }), what: 'a member too many', at: [...path, UNKNOWN] });
    for (const name of (schema['required'] ?? []) as string[]) {
      const { [name]: _, ...rest } = value;
      const hasDefault = 'default' in api.resolve((schema['properties'] ?? {})[name] ?? {});
      if (name in value && !hasDefault) broken.push({ body: replace(whole, path, rest), what: `${name} is missing`, at: [...path, name] });
    }
  }
  if (schema['maximum'] !== undefined) broken.push(put(schema['maximum'] + 1, 'above its maximum'));
  if (schema['minimum'] !== undefined) broken.push(put(schema['minimum'] - 1, 'below its minimum'));
  if (schema['maxLength'] !== undefined && schema['maxLength'] < 100_000) broken.push(put('x'.repeat(schema['maxLength'] + 1), 'too long'));
  if (schema['minLength'] > 0 || schema['pattern'] === '^[a-z0-9-]{1,64}$') broken.push(put('', 'empty'));
  if (type === 'string') broken.push(put('a\u0000b', 'NUL'), put('\uD800', 'half a surrogate pair'));
  if (schema['minItems'] > 0) broken.push(put([], 'empty'));
  return broken;
}

function replace(whole: unknown, path: Path, other: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return other;
  if (Array.isArray(whole)) return whole.map((item, index) => (index === step ? replace(item, rest, other) : item));
  return { ...(whole as object), [step]: replace((whole as Record<string, unknown>)[step], rest, other) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Bytes that are no JSON, or that a careless parser reads as something else: each is refused whole. */
export const brokenTexts: readonly (readonly [what: string, bytes: Buffer])[] = [
  ['nothing but a brace', Buffer.from('{')],
  ['two documents', Buffer.from('{}{}')],
  ['a comma too many', Buffer.from('{"a":1,}')],
  ['a comment', Buffer.from('{/* */}')],
  ['NaN', Buffer.from('{"a":NaN}')],
  ['single quotes', Buffer.from("{'a':1}")],
  ['not UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ['overlong UTF-8', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])],
  ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le')],
  ['NUL bytes', Buffer.alloc(10)],
  ['nested 20,000 deep', Buffer.from('['.repeat(20_000))],
  ['nested 60 deep', Buffer.from(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`)],
  ['a prototype', Buffer.from('{"__proto__":{"polluted":true}}')],
  ['a member twice', Buffer.from('{"zz":1,"zz":2}')],
  ['a number out of range', Buffer.from('{"zz":1e400}')],
  ['a list', Buffer.from('[]')],
  ['a text', Buffer.from('"{}"')],
  ['a number', Buffer.from('-0')],
  ['null', Buffer.from('null')],
];

/** Parts of an address that name nothing. They are percent-encoded where they are put in. */
export const oddSegments = ['%00', '%ff', '%', '%2e%2e%2f%2e%2e', '..%2F..%2Fetc%2Fpasswd', encodeURIComponent("' or 1=1 --"), encodeURIComponent('<img src=x>'), encodeURIComponent('👩‍👩‍👧'), '%ED%A0%80', 'x'.repeat(600), '%20', '__proto__', 'constructor', encodeURIComponent('a/b'), '%0d%0aset-cookie:a=b', '-1', '1e309', encodeURIComponent('\u202E')];

/** Query strings that no list accepts. */
export const brokenQueries = ['limit=0', 'limit=201', 'limit=-1', 'limit=1e3', 'limit=0x10', 'limit=NaN', 'limit=', 'limit=1&limit=2', 'limit[]=1', 'limit=99999999999999999999', 'cursor=%00', 'cursor=e30', 'cursor=%F0%9F%91%A9', 'cursor=W251bGxd', 'xNobodyKnowsThis=1', '__proto__=1', 'constructor[prototype][x]=1'];

export const sampled = <T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number): T[] => fc.sample(arbitrary, { numRuns: count, seed });
