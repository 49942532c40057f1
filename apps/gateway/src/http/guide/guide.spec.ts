import { readHttp } from '@onefront/contracts';
import { routes } from '../routes/index.js';
import { answers } from './answers.js';
import { keyOf } from './describe.js';
import { details } from './details.js';
import { bodyExamples } from './examples.js';
import { tags } from './introduction.js';
import { refusals } from './refusals.js';

/** What /docs says beside the schemas. That the examples work is shown by apps/e2e (`examples`). */
describe('the guide of the API', () => {
  const byKey = new Map(routes.map((spec) => [keyOf(spec), spec]));

  it('has an example for every body (apps/gateway/src/http/guide/examples.ts)', () => {
    const without = routes.filter((spec) => spec.body && !bodyExamples[keyOf(spec)]);
    expect(without.map(keyOf)).toEqual([]);
  });

  it.each(Object.entries(bodyExamples).flatMap(([route, examples]) => Object.entries(examples).map(([name, value]) => [route, name, value] as const)))('%s: "%s" has the form of the route', (route, _, value) => {
    const spec = byKey.get(route)!;
    expect(() => readHttp(spec.body!, value)).not.toThrow();
  });

  it('speaks of routes that there are', () => {
    const named = [...Object.keys(bodyExamples), ...Object.keys(details), ...Object.keys(refusals), ...Object.keys(answers).map((key) => key.slice(0, key.lastIndexOf(' ')))];
    expect(named.filter((key) => !byKey.has(key))).toEqual([]);
  });

  it('tells every tag in the order of a journey', () => {
    const told = tags.map(({ name }) => name);
    expect([...new Set(routes.map(({ tag }) => tag))].filter((tag) => !told.includes(tag))).toEqual([]);
  });

  it('has an answer for every example that is recorded, of the documented shape', () => {
    for (const [key, value] of Object.entries(answers)) {
      const cut = key.lastIndexOf(' ');
      const shape = byKey.get(key.slice(0, cut))?.answers[Number(key.slice(cut + 1))];
      const result = shape !== undefined && typeof shape === 'object' && 'safeParse' in shape ? shape.safeParse(value) : { success: shape !== undefined };
      expect([key, result.success]).toEqual([key, true]);
    }
  });
});
