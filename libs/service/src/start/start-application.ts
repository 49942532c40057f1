import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BusStrategy, connectBus, watch } from '@onefront/bus';
import type { ConfigEntries } from '../config/define.js';
import { createHttpApp } from '../http/http-app.js';
import { bindConsumerMetrics } from '../metrics/consumer-metrics.js';
import { observeHttp } from '../metrics/http-metrics.js';
import type { ServiceParts } from './definition.js';
import type { Frame } from './frame.js';
import { busLog } from './bus.js';
import { partOf } from './load.js';
import { rootModule } from './parts-module.js';

/** Starts the Nest application, then background work, then consumers, then HTTP; the end goes the other way round (R12). */
export async function startApplication<E extends ConfigEntries>(frame: Frame<E>, parts: ServiceParts<E>): Promise<{ app: NestFastifyApplication; httpPort: number }> {
  const { definition, logger, closing, health } = frame;
  health.starting('starts its application');
  const part = partOf(definition, frame.config);
  const told = typeof definition.http === 'function' ? definition.http(parts) : definition.http;
  const http = part.answers ? told : undefined;
  const module = definition.module(parts);
  const app = await createHttpApp(rootModule(parts as unknown as ServiceParts, definition.keyring ?? false, module), { logger, ...http });
  closing.add('application', () => app.close());
  if (http) {
    frame.drain.attach(app);
    observeHttp(app, frame.metrics);
  }
  const strategy = connectStrategy(frame, parts, { app, hears: part.hears });
  await http?.prepare?.(app);
  await app.init();
  for (const closable of (await definition.background?.(parts, app)) ?? []) closing.add('background', () => ('close' in closable ? closable.close() : closable.stop()));
  await app.startAllMicroservices();
  closing.add('consumers', () => strategy.close());
  const httpPort = http ? await listen(frame, app) : 0;
  health.running({ ping: () => parts.database.read({ text: 'select 1' }), consumers: () => strategy.consumers });
  return { app, httpPort };
}

function connectStrategy<E extends ConfigEntries>(frame: Frame<E>, parts: ServiceParts<E>, { app, hears }: { app: NestFastifyApplication; hears: boolean }): BusStrategy {
  const { definition, closing, config } = frame;
  const strategy = new BusStrategy({ driver: parts.bus, group: definition.name, drainMs: Math.max(1_000, config.SHUTDOWN_DEADLINE_SECONDS * 800) });
  connectBus(app, strategy);
  checkHears({ name: definition.name, hears: hears ? definition.hears : [] }, [...new Set([...strategy.subscriptions.values()].flat())]);
  const bound = bindConsumerMetrics(frame.metrics, { bus: parts.bus, subscriptions: strategy.subscriptions, consumers: () => strategy.consumers });
  closing.add('consumer metrics', () => bound.close());
  const watchdog = watch(() => strategy.consumers, { log: busLog(frame.logger), exit: (reason) => frame.onFatal(new Error(reason)) });
  closing.add('watchdog', () => watchdog.stop());
  return strategy;
}

/** `hears` is what topics are checked against, and what documentation and access rights follow: it must be the truth. */
function checkHears({ name, hears }: { readonly name: string; readonly hears: readonly string[] }, subscribed: readonly string[]): void {
  const undeclared = subscribed.filter((topic) => !hears.includes(topic));
  if (undeclared.length > 0) throw new Error(`${name} subscribes to ${undeclared.join(', ')}, which its definition does not name in hears`);
  const unheard = hears.filter((topic) => !subscribed.includes(topic));
  if (unheard.length > 0) throw new Error(`${name} names ${unheard.join(', ')} in hears, but no controller subscribes to it`);
}

async function listen<E extends ConfigEntries>({ config, closing }: Frame<E>, app: NestFastifyApplication): Promise<number> {
  await app.listen(config.HTTP_PORT!, config.BIND_ADDRESS);
  // Stops accepting, lets requests in flight finish; consumers still run, because answers may wait for them.
  closing.add('http', () => app.getHttpAdapter().getInstance().close());
  return (app.getHttpServer().address() as AddressInfo).port;
}
