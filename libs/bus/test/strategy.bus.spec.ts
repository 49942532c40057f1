import 'reflect-metadata';
import { Controller, Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { testBus, uniqueName, waitFor } from '@onefront/testing';
import { Observable } from 'rxjs';
import { BusStrategy, connectBus, TopicMismatch, type BusDriver, type RecordBatch } from '../src/index.js';

class Refused extends Error {
  constructor(readonly sku: string) {
    super(`refused ${sku}`);
  }
}

const TOPICS = { orders: uniqueName('orders'), stock: uniqueName('stock'), audit: uniqueName('audit') };
const seen: Array<{ by: string; text: string }> = [];
const note = (by: string, batch: RecordBatch): void => batch.records.forEach((record) => void seen.push({ by, text: record.value!.toString() }));
const failures: Error[] = [];

@Controller()
class Handlers {
  @EventPattern([TOPICS.orders, TOPICS.stock])
  async onFacts(@Payload() batch: RecordBatch): Promise<void> {
    const failure = failures.shift();
    if (failure) throw failure;
    note(`facts of ${batch.group}`, batch);
  }

  @EventPattern([TOPICS.orders], { group: `${TOPICS.audit}-group` })
  onOrdersForAudit(@Payload() batch: RecordBatch): Observable<number> {
    return new Observable((subscriber) => {
      const timer = setTimeout(() => {
        note('audit', batch);
        subscriber.complete();
      }, 50);
      return () => clearTimeout(timer);
    });
  }
}

@Controller()
class ReadsAMissingTopic {
  @EventPattern([`${TOPICS.orders}-missing`])
  on(): void {
    throw new Error('never called');
  }
}

@Controller()
class AsksForReplies {
  @MessagePattern('price')
  price(): number {
    return 1;
  }
}

const moduleOf = (controller: Type): Type => {
  @Module({ controllers: [controller] })
  class TestModule {}
  return TestModule;
};

describe('BusStrategy', () => {
  let driver: BusDriver;
  const group = uniqueName('service');

  beforeAll(async () => {
    driver = await testBus();
    await (await driver.admin()).ensureTopics(Object.values(TOPICS).map((name) => ({ name, partitions: 2 })));
  });
  afterAll(async () => {
    await (await driver.admin()).deleteTopics(Object.values(TOPICS));
    await driver.close();
  });
  beforeEach(() => void seen.splice(0));

  async function started(controller: Type, watched: Error[] = []): Promise<{ app: INestApplicationContext; strategy: BusStrategy }> {
    const app = await NestFactory.create(moduleOf(controller), new FastifyAdapter(), { logger: false, abortOnError: false });
    const recording: BusDriver = Object.assign(Object.create(driver) as BusDriver, {
      consume: (options: Parameters<BusDriver['consume']>[0]) =>
        driver.consume({ ...options, onBatch: (batch) => options.onBatch(batch).catch((error: Error) => { watched.push(error); throw error; }) }),
    });
    const strategy = new BusStrategy({ driver: recording, group, sessionTimeoutMs: 1_500 });
    connectBus(app, strategy);
    await app.startAllMicroservices();
    return { app, strategy };
  }

  const send = async (topic: string, text: string): Promise<void> => (await driver.producer()).send([{ topic, key: 'k', value: Buffer.from(text), headers: {} }]);

  it('hands whole batches to handlers, one consumer per group', async () => {
    const { app, strategy } = await started(Handlers);
    expect(strategy.subscriptions).toEqual(new Map([[group, [TOPICS.orders, TOPICS.stock]], [`${TOPICS.audit}-group`, [TOPICS.orders]]]));
    expect(strategy.consumers).toHaveLength(2);
    await send(TOPICS.orders, 'order');
    await send(TOPICS.stock, 'stock');
    await waitFor(() => seen.length === 3);
    expect(seen.map(({ by, text }) => `${by}: ${text}`).sort()).toEqual(['audit: order', `facts of ${group}: order`, `facts of ${group}: stock`]);
    await app.close();
  });

  it('gives the bus the very error that a handler threw, and the batch again', async () => {
    const refused = new Refused('SKU-1');
    failures.push(refused);
    const errors: Error[] = [];
    const { app } = await started(Handlers, errors);
    await send(TOPICS.stock, 'again');
    await waitFor(() => seen.some(({ text }) => text === 'again'));
    expect(errors).toEqual([refused]);
    expect(errors[0]).toBe(refused);
    await app.close();
  });

  it('commits an observable when it completes, not when it is returned, and drains on close', async () => {
    const { app } = await started(Handlers);
    await send(TOPICS.orders, 'last');
    await waitFor(() => seen.some(({ text, by }) => text === 'last' && by !== 'audit'));
    await app.close();
    const lags = await (await driver.admin()).lag(`${TOPICS.audit}-group`, [TOPICS.orders]);
    const handled = seen.filter(({ by }) => by === 'audit').length;
    expect(lags.reduce((sum, { lag }) => sum + lag, 0n)).toBe(handled === 1 ? 0n : 1n);
  });

  it('fails at start, by name, when a topic is missing (R13)', async () => {
    await expect(started(ReadsAMissingTopic)).rejects.toThrow(TopicMismatch);
    await expect(started(ReadsAMissingTopic)).rejects.toThrow(`${TOPICS.orders}-missing`);
  });

  it('refuses request and reply, and two handlers of a topic in one group', async () => {
    await expect(started(AsksForReplies)).rejects.toThrow(/@EventPattern/);
    const strategy = new BusStrategy({ driver, group });
    strategy.addHandler(TOPICS.orders, async () => undefined, true);
    expect(() => strategy.addHandler(TOPICS.orders, async () => undefined, true)).toThrow(/two handlers/);
    expect(strategy.unwrap()).toBe(driver);
  });
});
