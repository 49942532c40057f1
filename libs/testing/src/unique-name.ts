import { randomBytes } from 'node:crypto';

/** A name that no other test, run or helper process uses: for topics, groups, databases. Letters, digits and dashes. */
export function uniqueName(prefix: string): string {
  return `${prefix.replaceAll(/[^a-zA-Z0-9]+/g, '-')}-${randomBytes(5).toString('hex')}`;
}
