/** What suites, subjects and the report agree on. No code. */

export type Bus = 'kafka' | 'pglog';

/** One measured figure: as many rounds as were run, their median and spread, and what it cost. */
export interface Result {
  readonly suite: string;
  /** Says what was measured, unique within the suite: `orders/s, 3 lines, 32 clients`. */
  readonly name: string;
  readonly unit: string;
  /** Whether more is better; for readers and for ratios. */
  readonly better: 'more' | 'less';
  /** Who was measured: `onefront`, `vendure`, `medusa`, or the name of a floor. */
  readonly subject: string;
  readonly bus?: Bus;
  readonly clients?: number;
  readonly lines?: number;
  /** Groups the results of one chart or table: `orders-per-second`, `p50`, `p99`, `cpu`. */
  readonly series?: string;
  /** The place on the axis of a growth or scaling chart. */
  readonly at?: number;
  readonly rounds: readonly number[];
  readonly median: number;
  /** The least and the most of the rounds. */
  readonly spread: readonly [number, number];
  /** CPU milliseconds per confirmed order, by process (replicas of a service under its name); the load generator stands apart as `load`. */
  readonly cpuMsPerOrder?: Readonly<Record<string, number>>;
  /** PostgreSQL's part of it by database; `background` is its own processes (write-ahead log, checkpoints, vacuum) and sessions that have ended. */
  readonly postgresMsPerOrder?: Readonly<Record<string, number>>;
  /** Bytes of write-ahead log per order, all databases together. */
  readonly walBytesPerOrder?: number;
  /** Transactions committed per order, all databases together. */
  readonly commitsPerOrder?: number;
  /** HTTP requests that one journey took. */
  readonly requestsPerOrder?: number;
  /** SQL statements per journey, where they were counted. */
  readonly statementsPerOrder?: number;
  /** How many of `of` tries did not end as they should. Stands beside the figure wherever it is printed. */
  readonly errors?: { readonly count: number; readonly of: number; readonly examples: readonly string[] };
  /** This median divided by the median of another result of the same run. */
  readonly ratios?: ReadonlyArray<{ readonly to: string; readonly value: number }>;
  readonly notes?: readonly string[];
}

/** A suite or a part of it that did not run, and why. Printed loudly, kept in the results. */
export interface Skipped {
  readonly suite: string;
  readonly why: string;
}

/** A process whose CPU and memory are read from /proc. */
export interface Watched {
  /** Name in the results; several with the same name are added up. */
  readonly name: string;
  readonly pid: number;
  /** Its children and those that have ended count too (PostgreSQL and its backends). */
  readonly tree?: boolean;
}

/** How one journey to a confirmed order ended. */
export interface Placed {
  readonly outcome: 'confirmed' | 'refused' | 'failed';
  /** HTTP requests it took, the failed ones included. */
  readonly requests: number;
  /** Milliseconds of the single call that places the order, where the journey has several. */
  readonly placingMs?: number;
  /** For `refused` and `failed`. */
  readonly why?: string;
}

/** The shopper's side of a subject; lives in the process of the load generator. */
export interface Journey {
  /** The whole journey of one order by one of `clients` clients. Never rejects: what went wrong is an outcome. */
  placeOrder(client: number): Promise<Placed>;
  /** For races: all of a journey up to the payment, then the payment by itself. Rejects when it does not get that far. Absent where an order is one call. */
  prepare?(client: number): Promise<() => Promise<Placed>>;
  close(): Promise<void>;
}

/** A module for the load generator: it must export `openJourney(options, clients): Promise<Journey>`. Options are plain JSON. */
export interface JourneyRef {
  /** Absolute path of the built module. */
  readonly module: string;
  readonly options: unknown;
}

export interface JourneyWish {
  readonly lines: number;
  /** Buys this SKU, one unit, instead of spreading over all products. */
  readonly sku?: string;
}

/** A system under test. All subjects run on the PostgreSQL of the bench, one at a time. */
export interface Subject {
  readonly name: string;
  readonly version: string;
  readonly bus?: Bus;
  /** Installs nothing: starts its processes on fresh databases and lays its catalogue (`site.products` products, ample stock). */
  start(site: SubjectSite): Promise<void>;
  processes(): readonly Watched[];
  journey(wish: JourneyWish): JourneyRef;
  /** A product with exactly so many units; gives its SKU (or the peer's own id for it). */
  stock(units: number): Promise<string>;
  /** Units sold of it, as the subject's own books say. */
  sold(sku: string): Promise<number>;
  stop(): Promise<void>;
}

export interface SubjectSite {
  /** Makes a fresh database and gives its address. Dropped when the subject has stopped. */
  database(name: string): Promise<string>;
  /** The postmaster. */
  readonly postgresPid: number;
  /** A folder for logs and files of its own, removed afterwards. */
  readonly folder: string;
  readonly products: number;
  /** Shown live. */
  say(line: string): void;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
  readonly postgresSettings: Readonly<Record<string, string>>;
  readonly kafka?: string;
  readonly commit?: string;
  readonly loadBefore: number;
  /** Said when the machine was busy before we began. */
  readonly busy?: string;
  readonly pinning: string;
}

/** `latest.json`. */
export interface Report {
  readonly version: 1;
  readonly at: string;
  readonly command: string;
  readonly seconds: number;
  readonly machine: Machine;
  readonly results: readonly Result[];
  readonly skipped: readonly Skipped[];
}
