import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { BusDriver } from '@onefront/bus';
import type { Clock } from '@onefront/kernel';
import type { Database, DatabaseOptions, Observe } from '@onefront/outbox';
import type { ConfigCheck, ConfigEntries, ConfigOf } from '../config/define.js';
import type { ServiceConfig } from '../config/service-config.js';
import type { Health } from '../health.js';
import type { PgKeyring } from '../keyring/pg-keyring.js';
import type { Logger } from '../logs/logger.js';
import type { Metrics } from '../metrics/registry.js';

/** Something that runs beside the consumers and is ended in order. */
export type Closable = { close(): Promise<unknown> | unknown } | { stop(): Promise<unknown> | unknown };

/** What a service works with; the same things stand behind the tokens of `tokens.ts`. */
export interface ServiceParts<E extends ConfigEntries = ConfigEntries> {
  readonly name: string;
  readonly config: ServiceConfig & ConfigOf<E>;
  readonly database: Database;
  readonly bus: BusDriver;
  /** The time of the database, whatever the clock of this machine says. */
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  /** Counts what consumers and relays of this service do. */
  readonly observe: Observe;
  /** Throws unless the definition says `keyring: true`. */
  readonly keyring: PgKeyring;
  /** Aborts when the process begins to stop; long answers (streams, waiting requests) end by it. */
  readonly stopping: AbortSignal;
}

export interface HttpDefinition {
  /** Greatest body in bytes (default 256 kB); routes may allow more. */
  readonly bodyLimit?: number;
  /** Milliseconds in which a request must have arrived (default 30 s). */
  readonly requestTimeout?: number;
  readonly trustProxy?: boolean | string | string[];
  /** Registers plugins, hooks, pipes and the like before the application is initialised. */
  readonly prepare?: (app: NestFastifyApplication) => Promise<void> | void;
}

/** What one process of a service does, beside its background work. */
export interface WorkPart {
  readonly hears: boolean;
  readonly tells: boolean;
  readonly answers: boolean;
}

export interface ServiceDefinition<E extends ConfigEntries = ConfigEntries> {
  /** Name in logs and metrics, source of messages and consumer group; stable for ever. */
  readonly name: string;
  /** Entries beyond those of every service. */
  readonly config?: E;
  readonly check?: ConfigCheck<E>;
  readonly migrations?: DatabaseOptions['migrations'];
  readonly entities?: DatabaseOptions['entities'];
  /** Topics that it consumes. They must exist before it starts (R13). */
  readonly hears: readonly string[];
  /** Topics that its outbox writes to. */
  readonly tells: readonly string[];
  /** Which part of the work is done by a process so configured (roles); all of it when not given. A process that does not hear subscribes to nothing, one that does not tell runs no relay, one that does not answer has no HTTP. */
  readonly partOf?: (config: ConfigOf<E>) => WorkPart;
  /** It seals or opens personal data. */
  readonly keyring?: boolean;
  /** It answers HTTP on `HTTP_PORT`. */
  readonly http?: HttpDefinition | ((parts: ServiceParts<E>) => HttpDefinition);
  readonly module: (parts: ServiceParts<E>) => Type | DynamicModule;
  /** Executors, sequencers and other work beside the consumers; closed in reverse order, after the consumers and before the relay. */
  readonly background?: (parts: ServiceParts<E>, app: NestFastifyApplication) => readonly Closable[] | Promise<readonly Closable[]>;
}

/** Says what a service is; the type of its own configuration follows from `config`. */
export function defineService<const E extends ConfigEntries = Record<never, never>>(definition: ServiceDefinition<E>): ServiceDefinition<E> {
  return definition;
}
