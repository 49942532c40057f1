import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import type { ConfigEntries, Environment } from '../config/define.js';
import { startAdminServer } from '../admin-server.js';
import { Health } from '../health.js';
import { Drain } from '../http/drain.js';
import { createLogger } from '../logs/logger.js';
import { createMetrics } from '../metrics/registry.js';
import { Closing } from './closing.js';
import type { ServiceDefinition, ServiceParts } from './definition.js';
import { entriesOf, loadServiceConfig, secretsOf } from './load.js';
import { openParts } from './open-parts.js';
import { startApplication } from './start-application.js';

/** A service that runs in this process. */
export interface RunningService<E extends ConfigEntries = ConfigEntries> {
  readonly parts: ServiceParts<E>;
  readonly app: NestFastifyApplication;
  readonly metricsPort: number;
  /** The port of the service's own HTTP; 0 when it has none. */
  readonly httpPort: number;
  /** Ends everything in order (R12). Resolves with false when something did not end in time. Asking again gives the same answer. */
  close(): Promise<boolean>;
}

export interface StartOptions {
  /** Called when only a new process can help: a wedged or dead consumer (R3). By default it is logged and liveness tells. */
  readonly onFatal?: (error: Error) => void;
  /** Where log lines go; standard output when not given. */
  readonly logTo?: DestinationStream;
  /** Aborting it gives up a start that is under way. */
  readonly signal?: AbortSignal;
}

/**
 * Starts a service: configuration, probes, database (waited for), migrations, bus (waited for), topics, relay, application, background, consumers, HTTP.
 * Throws `ConfigError` or what stopped the start, with everything closed again. Nothing is global: several may run in one process.
 */
export async function startService<E extends ConfigEntries>(definition: ServiceDefinition<E>, environment?: Environment, options: StartOptions = {}): Promise<RunningService<E>> {
  const config = loadServiceConfig(definition, environment);
  const secrets = secretsOf(entriesOf(definition as unknown as ServiceDefinition), config);
  const logger = createLogger({ service: definition.name, instance: config.INSTANCE_ID, level: config.LOG_LEVEL, secrets, ...(options.logTo ? { destination: options.logTo } : {}) });
  const closing = new Closing(logger);
  const health = new Health();
  const stopping = new AbortController();
  const drain = new Drain();
  const close = async () => {
    const deadline = Date.now() + config.SHUTDOWN_DEADLINE_SECONDS * 1000;
    health.stopping();
    await drain.run();
    stopping.abort();
    return closing.close(deadline - Date.now());
  };
  const onFatal = options.onFatal ?? ((error: Error) => logger.fatal({ error }, 'a consumer cannot go on'));
  options.signal?.addEventListener('abort', () => stopping.abort(), { once: true });
  try {
    const metrics = createMetrics(definition.name);
    closing.add('health', () => health.close());
    const admin = await startAdminServer({ health, metrics }, config.METRICS_PORT, config.BIND_ADDRESS);
    closing.add('probes and metrics', () => admin.close());
    const frame = { definition, config, logger, metrics, health, closing, drain, stopping: stopping.signal, onFatal };
    const parts = await openParts(frame);
    const { app, httpPort } = await startApplication(frame, parts);
    logger.info({ metricsPort: admin.port, ...(definition.http ? { httpPort } : {}), bus: parts.bus.name }, 'ready');
    return { parts, app, metricsPort: admin.port, httpPort, close };
  } catch (error) {
    await close();
    throw error;
  }
}
