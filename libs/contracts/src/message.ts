import type { z } from 'zod';

/**
 * One definition per message on the wire: its type, topic, key, shape and a sample.
 * Producers are held to the closed shape; consumers ignore members that they do not know (reliability.md 3.3).
 */
export interface MessageDefinition<T = unknown> {
  /** `<context>.<fact>.v<N>` for facts, `<service>.<verb>.v<N>` for commands. */
  readonly type: string;
  readonly kind: 'fact' | 'command';
  readonly topic: string;
  /** What the partition key is: the id whose order matters. */
  readonly keyedBy: string;
  readonly summary: string;
  readonly schema: z.ZodType<T>;
  readonly sample: T;
}

const registry = new Map<string, MessageDefinition>();

interface Definition<S extends z.ZodType> {
  keyedBy: string;
  summary: string;
  schema: S;
  sample: z.output<S>;
  topic?: string;
}

/** A fact: topic `onefront.<context>`, told by its owner, heard by anyone. */
export function fact<S extends z.ZodType>(type: string, definition: Definition<S>): MessageDefinition<z.output<S>> {
  const topic = definition.topic ?? `onefront.${contextOf(type)}`;
  return register({ type, kind: 'fact', topic, keyedBy: definition.keyedBy, summary: definition.summary, schema: definition.schema as z.ZodType<z.output<S>>, sample: definition.sample });
}

/** A command: topic `onefront.<service>.commands`, written by the gateway, settled once by its owner. */
export function command<S extends z.ZodType>(type: string, definition: Definition<S>): MessageDefinition<z.output<S>> {
  const topic = `onefront.${contextOf(type)}.commands`;
  return register({ type, kind: 'command', topic, keyedBy: definition.keyedBy, summary: definition.summary, schema: definition.schema as z.ZodType<z.output<S>>, sample: definition.sample });
}

function contextOf(type: string): string {
  const match = /^([a-z]+)\.[a-z-]+\.v\d+$/.exec(type);
  if (!match) throw new Error(`${type} is not <context>.<fact>.v<N>`);
  return match[1]!;
}

function register<T>(definition: MessageDefinition<T>): MessageDefinition<T> {
  if (registry.has(definition.type)) throw new Error(`${definition.type} is defined twice`);
  registry.set(definition.type, definition as MessageDefinition);
  return definition;
}

/** The definition of a type, or undefined when this build does not know it. */
export function definitionOf(type: string): MessageDefinition | undefined {
  return registry.get(type);
}

/** Every message that was defined, by type. Import the owners' files first (the package's index does). */
export function allMessages(): MessageDefinition[] {
  return [...registry.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}

/** The type of a message's data. */
export type DataOf<D> = D extends MessageDefinition<infer T> ? T : never;
