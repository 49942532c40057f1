import { MemoryBus } from '../bus/memory-bus.js';
import { EPOCH, Loop } from '../engine/loop.js';
import { Random, seedOf } from '../engine/random.js';
import { MemoryServer, type Snapshot } from '../store/server.js';
import type { TwinBook } from '../store/twin.js';
import { messagingRows, messagingTables } from '../store/twins/messaging.tables.js';
import { SimulatedProcess } from './process.js';
import type { Saboteur } from './saboteurs.js';
import { services, type SimulatedService } from './services.js';

export interface WorldOptions {
  readonly seed: number;
  /** What the databases hold at the start. Default: what migrations leave. */
  readonly base?: ReadonlyMap<string, Snapshot> | undefined;
  readonly saboteur?: Saboteur | undefined;
  readonly trace?: ((line: string) => void) | undefined;
}

/** All of a seed: databases, log, processes, and the one loop that everything happens on. */
export class World {
  readonly noise: Random;
  readonly loop: Loop;
  readonly bus: MemoryBus;
  readonly processes = new Map<string, SimulatedProcess>();
  /** What processes said that only a defect makes them say. */
  readonly complaints: string[] = [];
  readonly tracing: boolean;
  private readonly servers = new Map<string, MemoryServer>();
  private readonly books = new Map<string, TwinBook>();

  constructor(private readonly options: WorldOptions) {
    const { seed, base, saboteur } = options;
    this.tracing = options.trace !== undefined;
    this.noise = new Random(seedOf(seed, 'noise'));
    this.loop = new Loop(this.noise);
    this.bus = new MemoryBus(this.loop, this.noise);
    saboteur?.bus?.(this.bus);
    for (const service of services) {
      const server = new MemoryServer(service.name, service.tables, () => EPOCH + Math.floor(this.loop.now));
      const snapshot = base?.get(service.name);
      if (snapshot) server.restore(snapshot);
      else server.fill(service.rows);
      this.servers.set(service.name, server);
      const twins = saboteur?.twins?.[service.name];
      this.books.set(service.name, twins ? service.book.overlaid(twins) : service.book);
    }
  }

  server(name: string): MemoryServer {
    return this.servers.get(name)!;
  }

  book(service: SimulatedService): TwinBook {
    return this.books.get(service.name)!;
  }

  /** Leases of relays that are no more, so that nobody waits for them. */
  forgetRelays(): void {
    for (const server of this.servers.values()) {
      server.clear('relay_member');
      server.fill(messagingRows);
    }
  }

  get snapshot(): Map<string, Snapshot> {
    return new Map([...this.servers].map(([name, server]) => [name, server.snapshot()]));
  }

  /** Starts one process of each service, or one or two, as the seed says. */
  start(most: 1 | 2): void {
    const random = new Random(seedOf(this.options.seed, 'processes'));
    for (const service of services) for (let i = 1, count = random.int(1, most); i <= count; i++) this.startProcess(service, `${service.name}-${i}`);
  }

  startProcess(service: SimulatedService, name: string): void {
    const process = new SimulatedProcess(this, service, name, this.noise.chance(0.2) ? this.noise.int(-1_500, 1_500) : 0);
    this.processes.set(name, process);
    process.start();
  }

  logged(process: SimulatedProcess, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const { error, ...rest } = fields;
    const line = `${message} ${JSON.stringify(rest, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}${error === undefined ? '' : ` ${error instanceof Error ? error.message : String(error)}`}`;
    this.trace(`${process.name}  "${line}"`);
    if (/a key was parked|stays parked|refused a message/.test(message)) this.complaints.push(`${process.name}: ${line}`);
  }

  trace(line: string): void {
    this.options.trace?.(`${this.loop.now.toFixed(1).padStart(9)}  ${line}`);
  }

  /** Nothing is on its way, and no deadline is awaited but that of goods which have to come in first. */
  get isAtRest(): boolean {
    return this.unrest() === '';
  }

  /** What is still going on, in words. */
  unrest(): string {
    if (this.bus.groups.size < services.length) return 'not everybody listens yet';
    if (!this.bus.isIdle) return 'messages are on their way';
    for (const [name, server] of this.servers) {
      if (server.isWritten) return `${name} has open transactions`;
      for (const table of ['outbox', 'work_item'] as const) if (server.size(table) > 0) return `${name} has rows in ${table}: ${JSON.stringify(server.rows(table)[0]!['id'])}`;
      if (server.rows('parked_key').some((row) => row['reason'] === 'waiting')) return `${name} has keys that wait`;
    }
    const awaited = this.server('orders').rows('deadline').find((row) => row['kind'] !== 'backorder');
    if (awaited) return `order ${awaited['subject_id'] as string} awaits ${awaited['kind'] as string}`;
    // Whoever did not hear that its goods have come asks by its deadline.
    const aside = this.server('inventory').rows('reservation').find((row) => (row['aside'] as number) > 0);
    return aside ? `units lie aside for order ${aside['order_id'] as string}` : '';
  }

  /** All that services know of their business, by table, as text. Delivery's own tables and moments are left out. */
  business(): Map<string, string> {
    const own = new Set(messagingTables.map((table) => table.name));
    const told = new Map<string, string>();
    for (const service of services) {
      for (const { name, key } of service.tables) {
        if (own.has(name)) continue;
        const rows = this.server(service.name).rows(name).map((row) => [key(row), row] as const).sort(([a], [b]) => (a < b ? -1 : 1));
        told.set(`${service.name}.${name}`, JSON.stringify(rows.map(([, row]) => row)));
      }
    }
    return told;
  }
}
