import { openDatabase, runMigrations, startPruning, startRelay, type Database } from '@onefront/outbox';
import type { ConfigEntries, ConfigOf } from '../config/define.js';
import type { ServiceConfig } from '../config/service-config.js';
import { PgKeyring } from '../keyring/pg-keyring.js';
import { bindOutboxMetrics, observeOutbox } from '../metrics/outbox-metrics.js';
import { prepareTopics } from '../topics.js';
import { openBus } from './bus.js';
import { DatabaseClock } from './database-clock.js';
import type { ServiceParts } from './definition.js';
import { partOf } from './load.js';
import type { Frame } from './frame.js';
import { waitUntilOpen } from './wait-until-open.js';

/** Opens what a service stands on, in order: database, migrations, keyring, bus, topics, relay. */
export async function openParts<E extends ConfigEntries>(frame: Frame<E>): Promise<ServiceParts<E>> {
  const { definition, config, logger, metrics, health, closing, stopping } = frame;
  health.starting('waits for its database');
  const database = await openMigrated(frame);
  const clock = await waitUntilOpen('the database of this service', () => DatabaseClock.open(database), { waitSeconds: config.START_WAIT_SECONDS, logger, signal: stopping });
  closing.add('clock', () => clock.close());
  health.starting('waits for the keyring');
  const keyring = definition.keyring ? await openKeyring(frame) : undefined;
  health.starting('waits for the bus');
  const bus = openBus(config, logger);
  closing.add('bus', () => bus.close());
  const topics = { names: [...definition.hears, ...definition.tells], partitions: config.TOPIC_PARTITIONS, create: config.STAGE === 'development' };
  await waitUntilOpen('the bus', () => prepareTopics(bus, topics), { waitSeconds: config.START_WAIT_SECONDS, logger, signal: stopping });
  const observe = observeOutbox(metrics);
  bindOutboxMetrics(metrics, database);
  const pruning = startPruning(database);
  closing.add('pruning', () => pruning.stop());
  if (partOf(definition, config).tells) {
    const relay = startRelay(database, await bus.producer(), { observe });
    closing.add('relay', () => relay.stop());
  }
  return {
    name: definition.name, config: config as ServiceConfig & ConfigOf<E>, database, bus, clock, logger, metrics, health, observe, stopping,
    get keyring() {
      if (!keyring) throw new Error(`${definition.name} uses the keyring but its definition does not say keyring: true`);
      return keyring;
    },
  };
}

/** The service's database, up to date. Also what `--migrate` does. */
export async function openMigrated<E extends ConfigEntries>({ definition, config, logger, closing, stopping, health }: Pick<Frame<E>, 'definition' | 'config' | 'logger' | 'closing' | 'stopping' | 'health'>): Promise<Database> {
  const open = () => openDatabase({
    url: config.DATABASE_URL, service: definition.name, applicationName: config.INSTANCE_ID.slice(0, 63), maxConnections: config.MAX_CONNECTIONS,
    log: (message, fields = {}) => logger.warn({ scope: 'outbox', ...fields }, message),
    ...(definition.migrations ? { migrations: definition.migrations } : {}),
    ...(definition.entities ? { entities: definition.entities } : {}),
  });
  const database = await waitUntilOpen('the database of this service', open, { waitSeconds: config.START_WAIT_SECONDS, logger, signal: stopping });
  closing.add('database', () => database.close());
  health.starting('migrates its database');
  const migrated = await runMigrations(database);
  if (migrated.length > 0) logger.info({ migrations: migrated }, 'the database was brought up to date');
  return database;
}

async function openKeyring<E extends ConfigEntries>({ config, logger, closing, stopping }: Frame<E>): Promise<PgKeyring> {
  const open = () => PgKeyring.open({ url: config.KEYRING_DATABASE_URL!, pepper: config.KEYRING_PEPPER!, onError: (error) => logger.warn({ error }, 'the keyring has trouble') });
  const keyring = await waitUntilOpen('the keyring', open, { waitSeconds: config.START_WAIT_SECONDS, logger, signal: stopping });
  closing.add('keyring', () => keyring.close());
  return keyring;
}
