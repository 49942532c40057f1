import type { RouteSpec } from '../route.js';
import { details } from './details.js';
import { bodyExamples } from './examples.js';
import { refusals } from './refusals.js';

export const keyOf = ({ method, path }: Pick<RouteSpec, 'method' | 'path'>): string => `${method} ${path}`;

/** A route in words: what a summary cannot say, who may, and by which words it says no. CommonMark. */
export function descriptionOf(spec: RouteSpec): string {
  const words = Object.entries(refusals[keyOf(spec)] ?? {}).map(([word, when]) => `- \`${word}\` ${when}`);
  return [details[keyOf(spec)], scopeOf(spec), limitOf(spec), words.length > 0 ? `Says no by:\n${words.join('\n')}` : undefined].filter(Boolean).join('\n\n');
}

function scopeOf({ scope }: RouteSpec): string {
  if (scope === 'public') return 'Needs no token.';
  return scope === 'any' ? 'Needs a token, of whatever scope.' : `Needs the scope \`${scope}\`.`;
}

function limitOf({ bodyLimit }: RouteSpec): string | undefined {
  return bodyLimit === undefined ? undefined : `Body up to ${bodyLimit >= 1024 * 1024 ? `${bodyLimit / 1024 / 1024} MB` : `${bodyLimit / 1024} kB`}.`;
}

/** The `examples` of a route's body, the first of them filled in. */
export function examplesOf(spec: RouteSpec): Record<string, unknown> {
  const examples = Object.entries(bodyExamples[keyOf(spec)] ?? {}).map(([summary, value], index) => [`${index + 1}`, { summary, value }]);
  return examples.length > 0 ? { examples: Object.fromEntries(examples) as unknown } : {};
}
