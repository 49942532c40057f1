import type { BusDriver } from '@onefront/bus';
import type { ServiceName } from '@onefront/cli';
import type { FailPlace } from '@onefront/outbox';

/** Numbers drawn from the seed of a run: the same seed gives the same schedule. */
export interface Random {
  /** A whole number, both ends included. */
  int(least: number, most: number): number;
  pick<T>(from: readonly T[]): T;
}

/** One way through a proxy; `up` is what the service sends. */
export type Direction = 'up' | 'down' | 'both';

/** Stands before PostgreSQL (one per service) or before a broker (one per broker) and spoils what passes. */
export interface Link {
  readonly name: string;
  /** Swallows all bytes that go this way; connections stay open. */
  cut(direction: Direction): void;
  /** Ends so many of a hundred open and new connections with RST. */
  reset(percent: number): void;
  /** Delays every piece, each way, by so many milliseconds. */
  delay(ms: number): void;
  /** Passes everything on again. What was swallowed stays lost: connections that were cut are ended. */
  heal(): void;
}

/** What the code inside a process can be told to do, by the module that the suite loads into it. */
export interface Inside {
  /** SIGKILL itself the n-th time it passes there; 0 takes it back. */
  killAt(place: FailPlace, nth: number): Promise<void>;
  /** Holds up every pass by so many milliseconds; 0 ends it. */
  slowAt(place: FailPlace, ms: number): Promise<void>;
  /** What `Date` says from now on, in milliseconds off the truth; 0 ends it. */
  clockOff(ms: number): Promise<void>;
}

/** Places of the delivery guarantee at which a process may die; told on `node:diagnostics_channel`, names `onefront:<place>`. */
export type { FailPlace };

export interface Member {
  /** `inventory-1` and so on. */
  readonly name: string;
  readonly service: ServiceName;
  readonly pid: number;
  readonly alive: boolean;
  readonly inside: Inside;
  kill9(): Promise<void>;
  pause(): void;
  resume(): void;
  /** SIGTERM; resolves with its exit code and how long the shutdown took. */
  terminate(): Promise<{ readonly code: number | null; readonly ms: number }>;
  /** Starts it again unless it runs, and waits until it is ready. */
  restart(): Promise<void>;
}

export interface Broker {
  readonly id: number;
  /** `host:port` past every proxy. */
  readonly address: string;
  readonly alive: boolean;
  readonly dataDir: string;
  kill9(): Promise<void>;
  /** Controlled shutdown. */
  stop(): Promise<void>;
  restart(): Promise<void>;
}

export interface DatabaseServer {
  readonly dataDir: string;
  /** Address of a database, past every proxy. */
  url(database: string): string;
  /** `stop -m immediate`: what a power cut leaves behind. */
  crash(): Promise<void>;
  /** Recovers and serves on the same port. */
  start(): Promise<void>;
  /** Ends every connection of the services but ours. Resolves with how many. */
  terminateBackends(): Promise<number>;
}

/** Everything that a fault can get hold of. */
export interface Cluster {
  readonly bus: 'kafka';
  readonly members: readonly Member[];
  readonly brokers: readonly Broker[];
  readonly database: DatabaseServer;
  /** By service name, towards PostgreSQL. */
  readonly databaseLinks: ReadonlyMap<string, Link>;
  /** By broker id. */
  readonly brokerLinks: ReadonlyMap<number, Link>;
  /** Addresses by database name, past every proxy. */
  readonly databases: Readonly<Record<string, string>>;
  readonly prefix: string;
  /** A bus past every proxy; the caller closes it. */
  openBus(): BusDriver;
  membersOf(service: ServiceName): readonly Member[];
}

/** What a fault needs besides the cluster. */
export interface Stage {
  readonly cluster: Cluster;
  readonly random: Random;
  /** Lengths of faults are multiples of this: 1 in the pr tier, more in the others. */
  readonly scale: number;
  /** A line for who watches. */
  say(line: string): void;
  /** Resolves when so many more orders have been confirmed than now; rejects after the time. */
  ordersFlow(more: number, withinMs?: number): Promise<void>;
  /** Sends a change to a gateway, to be answered as soon as it is stored. Resolves with the status; undefined when nobody answered. */
  ask(): Promise<number | undefined>;
  /** Resolves after so many milliseconds: how long a fault lasts is the fault itself. Rejects once the run is over. */
  hold(ms: number): Promise<void>;
  /** Says that records were planted which must end in quarantine or among the dead letters, and nowhere else. */
  planted(messageId: string): void;
}

/** A class of the fault matrix. One file each. */
export interface Fault {
  readonly name: string;
  /** One line for the report: what happens and what it could break. */
  readonly about: string;
  /** Undefined when it can be done here; otherwise why not, in words. Never silently left out. */
  missing?(cluster: Cluster): string | undefined;
  /** Does it, undoes it and resolves with what was done, in words. Whatever it broke is whole again, or starting, when it resolves. */
  strike(stage: Stage): Promise<string>;
}

/** One line of the report. */
export interface Struck {
  readonly fault: string;
  readonly what: string;
  /** Milliseconds since the run began. */
  readonly at: number;
  readonly ms: number;
  /** From the end of the fault until orders flowed as before; the number that goals are set for. */
  readonly recoveryMs: number;
  /** Requests that were on their way at the strike, and orders answered during it. */
  readonly inFlight: number;
  readonly answeredDuring: number;
}

export type * from './evidence.js';
export type * from './outcome.js';
