import { Controller, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { RecordBatch } from '@onefront/bus';
import { createConsumer, type Consumer } from '@onefront/outbox';
import type { ServiceParts } from '@onefront/service';
import type { GatewayConfig } from './config.js';
import { createGateway, type Gateway } from './gateway.js';
import { partOf } from './role-names.js';
import { isLifecycleTopic, viewTopics } from './views/on-facts.js';
import { createProjector } from './views/projector.js';

export const GATEWAY = Symbol('onefront.gateway');

/** The views' consumer. After each committed batch those who wait in this process are looked after at once. */
function projectorController(parts: ServiceParts) {
  @Controller()
  class ProjectorController implements OnModuleDestroy {
    private readonly consumer: Consumer;

    constructor(@Inject(GATEWAY) private readonly gateway: Gateway) {
      this.consumer = createConsumer(parts.database, { name: parts.name, work: createProjector(), lifecycle: isLifecycleTopic, observe: parts.observe });
    }

    @EventPattern(viewTopics)
    async onBatch(@Payload() batch: RecordBatch): Promise<void> {
      await this.consumer.onBatch(batch);
      this.gateway.answers.wake();
    }

    onModuleDestroy(): Promise<void> {
      return this.consumer.stop();
    }
  }
  return ProjectorController;
}

export function gatewayModule(parts: ServiceParts & { readonly config: GatewayConfig }) {
  @Module({ controllers: partOf(parts.config).hears ? [projectorController(parts)] : [], providers: [{ provide: GATEWAY, useFactory: () => createGateway(parts) }] })
  class GatewayModule {}
  return GatewayModule;
}
