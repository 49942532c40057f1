import type { Environment } from './define.js';

/**
 * An environment always holds variables that are not ours, so an unknown name is only a mistake when it looks like one of ours
 * that is not set: `KAFKA_BROKER` for `KAFKA_BROKERS` would otherwise start on another bus without a word.
 */
export function misspelled(names: readonly string[], environment: Environment): string[] {
  const known = new Set(names.flatMap((name) => [name, `${name}_FILE`]));
  const open = names.filter((name) => name.length > 4 && !environment[name] && !environment[`${name}_FILE`]);
  return Object.keys(environment).filter((given) => !known.has(given) && environment[given]).flatMap((given) => {
    const meant = open.find((name) => oneStepApart(given.toUpperCase(), name));
    return meant ? [`${given} is not an entry. Did you mean ${meant}? Rename it or remove it.`] : [];
  });
}

/** Equal after adding, dropping, changing or swapping one letter. */
function oneStepApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
