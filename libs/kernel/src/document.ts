import { isDeepStrictEqual } from 'node:util';
import { DomainError } from './errors.js';

/** A document with the version that its ETag shows. Versions step by one. */
export interface Versioned<T> {
  readonly version: number;
  readonly document: T;
}

/** What the caller said about the version it saw: `If-Match` (a version, or `*`) and `If-None-Match: *`. */
export interface Preconditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: '*' | undefined;
}

export interface DocumentDecision<T> {
  readonly status: 200 | 201;
  readonly changed: boolean;
  readonly next: Versioned<T>;
}

/** PUT: creates (201) or replaces (200); an equal document changes nothing (api.md, conventions). Throws `precondition-failed`. */
export function putDocument<T>(current: Versioned<T> | undefined, document: T, conditions: Preconditions = {}): DocumentDecision<T> {
  checkPreconditions(current, conditions);
  if (!current) return { status: 201, changed: true, next: { version: 1, document } };
  if (isDeepStrictEqual(current.document, document)) return { status: 200, changed: false, next: current };
  return { status: 200, changed: true, next: { version: current.version + 1, document } };
}

/** PATCH by RFC 7396; `validate` turns the merged value into a document or throws. Throws `not-found` when there is nothing to patch. */
export function patchDocument<T>(current: Versioned<T> | undefined, patch: unknown, validate: (merged: unknown) => T, conditions: Preconditions = {}): DocumentDecision<T> {
  if (!current) throw new DomainError('not-found', 'not-found', 'there is nothing here to change');
  checkPreconditions(current, conditions);
  return putDocument(current, validate(mergePatch(current.document, patch)));
}

/** Throws `precondition-failed` (412) unless the stored version is one that the caller named. */
export function checkPreconditions<T>(current: Versioned<T> | undefined, conditions: Preconditions): void {
  if (conditions.ifNoneMatch === '*' && current) throw new DomainError('precondition-failed', 'precondition', 'it exists already');
  if (conditions.ifMatch === undefined) return;
  const named = conditions.ifMatch.split(',').map((tag) => tag.trim().replace(/^"|"$/g, ''));
  const met = current !== undefined && (named.includes('*') || named.includes(String(current.version)));
  if (!met) throw new DomainError('precondition-failed', 'precondition', current ? `the current version is ${current.version}` : 'there is no current version');
}

/** JSON Merge Patch (RFC 7396). */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else Object.defineProperty(result, key, { value: mergePatch(result[key], value), enumerable: true, writable: true, configurable: true });
  }
  return result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
