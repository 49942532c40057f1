import fc from 'fast-check';
import type { OpenApi, Schema } from './document.js';

/** What exists in the shop that is attacked, so that what is made up gets past the references. By the name of the member or parameter. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

const DEEPEST = 6;

/** Values that fit a schema of the document, odd ones among them: limits, rare letters, empty texts and lists. */
export class Values {
  constructor(private readonly api: OpenApi, private readonly known: Known) {}

  of(schema: Schema, name = '', depth = 0): fc.Arbitrary<unknown> {
    const found = this.api.resolve(schema);
    const made = this.made(found, depth);
    const known = Object.hasOwn(this.known, name) ? this.known[name]! : [];
    return known.length === 0 ? made : fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: made });
  }

  private made(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    if ('const' in schema) return fc.constant(schema['const']);
    if (schema['enum']) return fc.constantFrom(...schema['enum']);
    const choices: Schema[] | undefined = schema['anyOf'] ?? schema['oneOf'];
    if (choices) return fc.oneof(...choices.map((one) => this.of(one, '', depth)));
    if (schema['allOf']) return fc.tuple(...schema['allOf'].map((one: Schema) => this.of(one, '', depth))).map((parts) => Object.assign({}, ...parts));
    const type: string = [schema['type']].flat()[0] ?? 'any';
    if (type === 'object') return this.object(schema, depth);
    if (type === 'array') return fc.array(this.of(schema['items'] ?? {}, '', depth + 1), { minLength: schema['minItems'] ?? 0, maxLength: Math.max(schema['minItems'] ?? 0, depth > 2 ? 1 : 3) });
    if (type === 'integer') return integer(schema);
    if (type === 'number') return fc.double({ min: schema['minimum'] ?? -1e12, max: schema['maximum'] ?? 1e12, noNaN: true });
    if (type === 'boolean') return fc.boolean();
    if (type === 'null') return fc.constant(null);
    if (type === 'string') return string(schema);
    return fc.jsonValue({ maxDepth: 2 });
  }

  private object(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const properties = Object.entries<Schema>(schema['properties'] ?? {});
    const required = new Set<string>(schema['required'] ?? []);
    const chosen = properties.filter(([name]) => required.has(name) || depth < DEEPEST);
    const record = fc.record(Object.fromEntries(chosen.map(([name, member]) => [name, this.of(member, name, depth + 1)])), { requiredKeys: chosen.map(([name]) => name).filter((name) => required.has(name)) });
    const others = schema['additionalProperties'];
    if (typeof others !== 'object' || Object.keys(others).length === 0) return record.map((value) => ({ ...value }));
    const names = this.of(schema['propertyNames'] ?? { type: 'string', minLength: 1, maxLength: 20 }).map(String);
    return fc.tuple(record, fc.dictionary(names, this.of(others, '', depth + 1), { maxKeys: 3 })).map(([own, more]) => ({ ...more, ...own }));
  }
}

/** Limits, and what lies between. */
function integer(schema: Schema): fc.Arbitrary<number> {
  const min = schema['minimum'] ?? (schema['exclusiveMinimum'] === undefined ? -1000 : schema['exclusiveMinimum'] + 1);
  const max = schema['maximum'] ?? 1_000_000;
  return fc.oneof(fc.integer({ min, max: Math.max(min, max) }), fc.constantFrom(min, Math.max(min, max)));
}

/** Letters that code trips over, in text that may hold any. */
export const oddText = ['é', 'ß', '日本', '👩‍👩‍👧', '\u202Eabc', 'a\u0301', '\u200B', '<script>alert(1)</script>', "'; drop table orders; --", '{{7*7}}', '%00', '../../etc/passwd', '\t\r\n', '\u0007', 'NULL', '=1+1', '$where', '\uFEFF'];

function string(schema: Schema): fc.Arbitrary<string> {
  const minLength = schema['minLength'] ?? 0;
  const maxLength = Math.max(minLength, Math.min(schema['maxLength'] ?? 60, 200));
  if (schema['format'] === 'date-time') return fc.date({ min: new Date('2000-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }).map((date) => date.toISOString());
  if (schema['format'] === 'uri') return fc.constantFrom('https://example.com/a?b=c#d', 'https://xn--bcher-kva.example/', 'https://example.com/%F0%9F%91%A9');
  if (schema['pattern']) return fc.stringMatching(new RegExp(schema['pattern'])).filter((text) => text.length <= (schema['maxLength'] ?? 300) && text.length >= minLength);
  const fits = oddText.filter((text) => text.length >= minLength && text.length <= (schema['maxLength'] ?? 1000));
  const longest = schema['maxLength'] !== undefined && schema['maxLength'] <= 500 ? [fc.constant('x'.repeat(schema['maxLength']))] : [];
  return fc.oneof(fc.string({ minLength, maxLength }), fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, 20)) }).filter((text) => text.length <= maxLength), ...(fits.length > 0 ? [fc.constantFrom(...fits)] : []), ...longest);
}
