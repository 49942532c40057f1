import { EventEmitter } from 'node:events';
import { BaseRpcContext, Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { TopicMismatch, type BusConsumer, type BusDriver, type ConsumerOptions, type RecordBatch } from './driver.js';

/** Handlers without a transport, and those that name this one, are ours. */
export const BUS_TRANSPORT = Symbol('onefront-bus');

export interface BusStrategyOptions extends Pick<ConsumerOptions, 'maxRecords' | 'sessionTimeoutMs'> {
  readonly driver: BusDriver;
  /** The group of handlers that name none: the service's name. */
  readonly group: string;
  /** How long running batches may take to finish when the process ends (R12). Default 20 s. */
  readonly drainMs?: number;
}

/** The second argument of `@EventPattern(topic, extras)`. */
export interface BusHandlerExtras {
  readonly group?: string;
}

type Partitions = ReadonlyArray<{ topic: string; partition: number }>;

/** What `on` tells of. An alias, because Nest wants a type with an index. */
export type BusEvents = {
  assigned: (group: string, partitions: Partitions) => void;
  revoked: (group: string, partitions: Partitions) => void;
  fatal: (group: string, error: Error) => void;
};

type Handlers = Map<string, MessageHandler>;

/**
 * Lets Nest controllers handle batches of the bus: `@EventPattern(topic or [topics], { group? })` on a method that takes
 * the whole `RecordBatch`. Give a single topic as `[topic]`: for a bare text Nest's types expect another payload. One consumer per group, begun when all handlers are known; offsets are committed when the
 * handler's promise (or observable) is done. Connect it with `connectBus`, which keeps errors what they were.
 */
export class BusStrategy extends Server<BusEvents> implements CustomTransportStrategy {
  override readonly transportId = BUS_TRANSPORT;
  /** Tells Nest that failures are not lost when it does not log them: the bus delivers again and tells. */
  override propagatesEventHandlerErrors = true;
  private readonly groups = new Map<string, Handlers>();
  private readonly events = new EventEmitter();
  private readonly running: BusConsumer[] = [];

  constructor(private readonly options: BusStrategyOptions) {
    super();
  }

  /** What is running, for the watchdog, health and metrics. */
  get consumers(): readonly BusConsumer[] {
    return this.running;
  }

  /** What each group reads, for the start-up log and tests. */
  get subscriptions(): ReadonlyMap<string, readonly string[]> {
    return new Map([...this.groups].map(([group, handlers]) => [group, [...handlers.keys()]]));
  }

  /** Not Nest's own register: it would chain handlers of one topic into one fate, whatever their group. */
  override addHandler(pattern: unknown, callback: MessageHandler, isEventHandler = false, extras: BusHandlerExtras = {}): void {
    if (typeof pattern !== 'string') throw new TypeError(`a pattern of the bus is the name of a topic, not ${JSON.stringify(pattern)}`);
    if (!isEventHandler) throw new TypeError(`the bus has no request and reply: use @EventPattern for ${pattern}`);
    const group = extras.group ?? this.options.group;
    const handlers: Handlers = this.groups.get(group) ?? new Map();
    this.groups.set(group, handlers);
    if (handlers.has(pattern)) throw new TypeError(`topic ${pattern} has two handlers in group ${group}`);
    handlers.set(pattern, Object.assign(callback, { isEventHandler, extras }));
    this.messageHandlers.set(pattern, callback);
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      await this.requireTopics();
      for (const [group, handlers] of this.groups) this.running.push(await this.consume(group, handlers));
      callback();
    } catch (error) {
      await this.close();
      callback(error);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map((consumer) => consumer.close(this.options.drainMs)));
  }

  override on<Name extends keyof BusEvents>(event: Name, listener: BusEvents[Name]): void {
    this.events.on(event, listener as (...args: unknown[]) => void);
  }

  override unwrap<T = BusDriver>(): T {
    return this.options.driver as T;
  }

  /** R13: a missing topic is found at start and by name, not by silence later. */
  private async requireTopics(): Promise<void> {
    const wanted = [...new Set([...this.groups.values()].flatMap((handlers) => [...handlers.keys()]))];
    if (wanted.length === 0) return;
    const admin = await this.options.driver.admin();
    try {
      await admin.describeTopics(wanted);
    } catch (error) {
      if (!(error instanceof TopicMismatch)) throw error;
      throw new TopicMismatch(`${error.message}; topics are made by the admin step, not by services`, { cause: error });
    } finally {
      await admin.close();
    }
  }

  private consume(group: string, handlers: Handlers): Promise<BusConsumer> {
    const { driver, maxRecords, sessionTimeoutMs } = this.options;
    return driver.consume({
      group,
      topics: [...handlers.keys()],
      onBatch: (batch) => handle(handlers.get(batch.topic)!, batch),
      onAssigned: (partitions) => this.events.emit('assigned', group, partitions),
      onRevoked: (partitions) => this.events.emit('revoked', group, partitions),
      onFatal: (error) => this.events.emit('fatal', group, error),
      ...(maxRecords === undefined ? {} : { maxRecords }),
      ...(sessionTimeoutMs === undefined ? {} : { sessionTimeoutMs }),
    });
  }
}

async function handle(handler: MessageHandler, batch: RecordBatch): Promise<void> {
  const answer: unknown = await handler(batch, new BaseRpcContext([batch]));
  if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
}
