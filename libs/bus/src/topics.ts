import { TopicMismatch, type TopicSpec } from './driver.js';

/** Throws `TopicMismatch` unless every topic is there with the partition count that was agreed. */
export function requireAgreed(agreed: readonly TopicSpec[], found: ReadonlyMap<string, number>): void {
  for (const { name, partitions } of agreed) {
    if (found.get(name) !== partitions) throw new TopicMismatch(`topic ${name} has ${found.get(name) ?? 'no'} partitions, agreed are ${partitions}`);
  }
}

/** Throws `TopicMismatch` that names the missing topics, unless all are there. */
export function requireThere(names: readonly string[], found: { has(name: string): boolean }): void {
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0) throw new TopicMismatch(`no such topic: ${missing.join(', ')}`);
}
