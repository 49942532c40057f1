import type { Member, SendFate } from '../bus/memory-bus.js';
import type { Owner } from '../engine/loop.js';
import { MemoryPool, type Interruption } from '../store/pool.js';
import type { MemoryServer } from '../store/server.js';
import { createConsumer, databaseOver, startRelay, type Database } from '@onefront/outbox';
import type { SimulatedService } from './services.js';
import type { World } from './world.js';

/** A fault that waits for the n-th statement (or send) of a process; of those with this label, when one is given. */
interface Armed {
  left: number;
  readonly label: string | undefined;
  readonly interruption: Interruption;
}

/** One process of a service: its consumer, relay and background work, on the real code, over a pool and a bus of our own. */
export class SimulatedProcess implements Owner {
  alive = true;
  frozenUntil = 0;
  private readonly armed: Armed[] = [];
  private readonly sends: { left: number; readonly fate: SendFate }[] = [];
  private readonly pool: MemoryPool;
  private member: Member | undefined;

  constructor(private readonly world: World, readonly service: SimulatedService, readonly name: string, readonly skew: number) {
    const server = world.server(service.name);
    this.pool = new MemoryPool({
      loop: world.loop, server, book: world.book(service), owner: this, latency: () => world.noise.skewed(6), interrupt: (label) => this.takeArmed(label), crash: () => this.crash(),
      trace: world.tracing ? (line) => world.trace(`${this.name}  ${line}`) : undefined,
    });
  }

  start(): void {
    const { loop, bus } = this.world;
    loop.schedule(0, () => {
      const log = (message: string, fields?: Readonly<Record<string, unknown>>) => this.world.logged(this, message, fields);
      const database = this.databaseOf(log);
      const consumer = createConsumer(database, { name: this.service.name, work: this.service.work(), log, notYetHereMs: 60_000 });
      startRelay(database, bus.producer(this, () => this.takeFate()), { leaseMs: 4_000, pollMs: 200, log });
      this.service.background(database);
      this.member = { owner: this, onBatch: consumer.onBatch };
      bus.join(this.service.name, this.service.hears, this.member);
    }, this);
  }

  private databaseOf(log: Database['log']): Database {
    return databaseOver({ service: this.service.name, pool: this.pool.asPool(), dataSource: undefined as never, log });
  }

  /** The n-th statement from now is interrupted so. */
  arm(left: number, interruption: Interruption, label?: string): void {
    this.armed.push({ left, interruption, label });
  }

  armSend(left: number, fate: SendFate): void {
    this.sends.push({ left, fate });
  }

  private takeArmed(label: string): Interruption {
    for (const one of this.armed) {
      if ((one.label !== undefined && one.label !== label) || one.left-- > 0) continue;
      this.armed.splice(this.armed.indexOf(one), 1);
      this.world.trace(`${this.name}  ** ${one.interruption}`);
      return one.interruption;
    }
    return undefined;
  }

  private takeFate(): SendFate {
    for (const one of this.sends) {
      if (one.left-- > 0) continue;
      this.sends.splice(this.sends.indexOf(one), 1);
      this.world.trace(`${this.name}  ** send ${one.fate}`);
      return one.fate;
    }
    return 'acknowledged';
  }

  /** Nothing of it runs any more. Its transactions are rolled back when the database notices, its partitions go on when the group does. */
  crash(): void {
    if (!this.alive) return;
    this.alive = false;
    const { loop, noise, bus } = this.world;
    this.world.trace(`${this.name}  ** crashed`);
    const server: MemoryServer = this.world.server(this.service.name);
    for (const tx of this.pool.open) loop.schedule(noise.skewed(800), () => server.rollback(tx), null);
    loop.schedule(noise.skewed(2_000), () => this.member && bus.leave(this.service.name, this.member), null);
    loop.schedule(100 + noise.skewed(3_000), () => this.world.startProcess(this.service, this.name), null);
  }

  disarm(): void {
    this.armed.length = 0;
    this.sends.length = 0;
  }
}
