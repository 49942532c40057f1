import { Controller, Inject, type OnModuleDestroy, type Type } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { RecordBatch } from '@onefront/bus';
import { createConsumer, type BatchWork, type Consumer, type ConsumerSettings } from '@onefront/outbox';
import type { ServiceParts } from './start/definition.js';
import { PARTS } from './tokens.js';

export interface Subscription<S> extends Pick<ConsumerSettings<S>, 'lifecycle' | 'parkedCap' | 'parkedCapPerKey' | 'notYetHereMs'> {
  readonly topics: readonly string[];
  /** What is done with a batch; as a function when it needs parts of the service. */
  readonly work: BatchWork<S> | ((parts: ServiceParts) => BatchWork<S>);
  /** Name of the consumer in the inbox, and its group on the bus; the service's name when not given. Stable for ever. */
  readonly name?: string;
}

/** A controller that hands every batch of these topics to one consumer, in which each message takes effect once. */
export function subscribeController<S>(subscription: Subscription<S>): Type {
  @Controller()
  class SubscriptionController implements OnModuleDestroy {
    private readonly consumer: Consumer;

    constructor(@Inject(PARTS) parts: ServiceParts) {
      const { topics: _topics, work, name = parts.name, ...settings } = subscription;
      this.consumer = createConsumer(parts.database, { ...settings, name, work: typeof work === 'function' ? work(parts) : work, observe: parts.observe });
    }

    @EventPattern([...subscription.topics], subscription.name ? { group: subscription.name } : {})
    onBatch(@Payload() batch: RecordBatch): Promise<void> {
      return this.consumer.onBatch(batch);
    }

    onModuleDestroy(): Promise<void> {
      return this.consumer.stop();
    }
  }
  return SubscriptionController;
}
