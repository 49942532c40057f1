import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { misspelled } from './misspelled.js';

/** One environment variable: what it means, what it may hold, what holds when it is not set. */
export interface ConfigEntry<S extends z.ZodType = z.ZodType> {
  /** Reads the text of the variable; a schema that accepts `undefined` makes the entry optional. */
  readonly schema: S;
  /** One sentence for the operator. */
  readonly doc: string;
  /** As it would be written in the environment. */
  readonly default?: string;
  /** Never shown and never logged; may also be given as a file named by `<ENTRY>_FILE` (R40). */
  readonly secret?: boolean;
}
export type ConfigEntries = Readonly<Record<string, ConfigEntry>>;
export type ConfigOf<E extends ConfigEntries> = { readonly [K in keyof E]: z.output<E[K]['schema']> };

/** Looks at all values together and answers with one sentence per problem. */
export type ConfigCheck<E extends ConfigEntries> = (config: ConfigOf<E>) => readonly string[];
export type Environment = Readonly<Record<string, string | undefined>>;

/** Declares entries. Throws (a bug, found at import) when a name or a sentence is missing or a default does not fit its schema. */
export function defineConfig<const E extends ConfigEntries>(entries: E): E {
  for (const [name, entry] of Object.entries(entries)) {
    if (!/^[A-Z][A-Z0-9_]*$/.test(name)) throw new Error(`${name}: names of entries are written like LOG_LEVEL`);
    if (entry.doc.trim() === '') throw new Error(`${name}: an entry needs a sentence for the operator`);
    if (entry.secret && entry.default !== undefined) throw new Error(`${name}: a secret has no default (R40)`);
    if (entry.default !== undefined && !entry.schema.safeParse(entry.default).success) throw new Error(`${name}: its own default does not fit`);
  }
  return entries;
}

/** The configuration is wrong; `problems` lists every mistake at once, each with what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(`the configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/**
 * Reads typed values from the environment (and from files, for secrets). The one place that reads `process.env`.
 * Throws `ConfigError` with all problems; the values of secrets are never in it.
 */
export function loadConfig<E extends ConfigEntries>(entries: E, environment: Environment = process.env, check?: ConfigCheck<E>): ConfigOf<E> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(entries)) {
    const given = valueOf(name, entry, environment, problems);
    if (given === unreadable) continue;
    const parsed = entry.schema.safeParse(given ?? entry.default);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(given === undefined ? missing(name, entry) : invalid(name, entry, given, parsed.error));
  }
  problems.push(...misspelled(Object.keys(entries), environment));
  if (problems.length === 0 && check) problems.push(...check(values as ConfigOf<E>));
  if (problems.length > 0) throw new ConfigError(problems);
  return values as ConfigOf<E>;
}

const unreadable = Symbol('unreadable');

function valueOf(name: string, entry: ConfigEntry, environment: Environment, problems: string[]): string | undefined | typeof unreadable {
  const value = environment[name] === '' ? undefined : environment[name];
  const file = environment[`${name}_FILE`];
  if (!entry.secret || !file) return value;
  if (value !== undefined) {
    problems.push(`${name} and ${name}_FILE are both set. Keep one of them.`);
    return unreadable;
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    problems.push(`${name}_FILE names ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code}). Mount the file or set ${name}.`);
    return unreadable;
  }
}

function missing(name: string, entry: ConfigEntry): string {
  return `${name} is missing. ${entry.doc} Set ${name}${entry.secret ? ` or ${name}_FILE` : ''} to ${expected(entry)}.`;
}

function invalid(name: string, entry: ConfigEntry, given: string, error: z.ZodError): string {
  const shown = entry.secret ? 'is set, but its value' : `is ${JSON.stringify(given)}, which`;
  return `${name} ${shown} does not fit (${error.issues.map((issue) => issue.message).join('; ')}). ${entry.doc} Set it to ${expected(entry)}.`;
}

function expected(entry: ConfigEntry): string {
  const inner = entry.schema instanceof z.ZodOptional ? (entry.schema.unwrap() as z.ZodType) : entry.schema;
  return inner.description ?? 'a fitting value';
}

/** One entry as documentation shows it. */
export interface ConfigDescription {
  readonly name: string;
  readonly doc: string;
  readonly expects: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly default?: string;
}

/** All entries for `--help`, for generated documentation and for the comparison with the chart. */
export function describeConfig(entries: ConfigEntries): ConfigDescription[] {
  return Object.entries(entries).map(([name, entry]) => ({
    name,
    doc: entry.doc,
    expects: expected(entry),
    required: entry.default === undefined && !entry.schema.safeParse(undefined).success,
    secret: entry.secret ?? false,
    ...(entry.default === undefined ? {} : { default: entry.default }),
  }));
}
